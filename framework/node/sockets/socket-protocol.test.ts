// Tests what a server does with valid and invalid frames of WebSockets (RFC 6455), written as raw bytes.
import { once } from 'node:events'
import { beforeAll, describe, expect, it } from 'vitest'
import { listenWithSockets } from '../../fixtures/listen-with-sockets.ts'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { openRaw, rawHandshake } from '../../fixtures/socket-client.ts'
import type { PeerOf, SocketMessage } from '../../realtime/socket.ts'

const [more, text, binary, close, ping, pong] = [0, 1, 2, 8, 9, 10]

interface FrameOptions {
  /** Whether it is the last fragment of its message (default: true). */
  readonly isLast?: boolean
  /** The three reserved bits (default: 0). */
  readonly reserved?: number
  /** Whether it is masked, as those of clients have to be (default: true). */
  readonly isMasked?: boolean
  /** What the frame says its length is, in the form with 8 bytes (default: that of the data, in the shortest form). */
  readonly length?: bigint
}

/** Writes a frame (section 5.2). */
function frame(opcode: number, data: Buffer | string = '', options: FrameOptions = {}): Buffer {
  const { isLast = true, reserved = 0, isMasked = true, length } = options
  const payload = Buffer.from(data)
  const mask = isMasked ? Buffer.from([1, 2, 3, 4]) : undefined
  const first = (isLast ? 0x80 : 0) | (reserved << 4) | opcode
  return Buffer.concat([
    Buffer.from([first]),
    writeLength(payload.length, isMasked ? 0x80 : 0, length),
    mask ?? Buffer.alloc(0),
    mask ? payload.map((byte, index) => byte ^ mask[index % 4]!) : payload,
  ])
}

function writeLength(length: number, flag: number, told?: bigint): Buffer {
  if (told === undefined && length < 126) return Buffer.from([flag | length])
  if (told === undefined && length < 65_536) return Buffer.from([flag | 126, length >> 8, length & 255])
  const bytes = Buffer.alloc(9, flag | 127)
  bytes.writeBigUInt64BE(told ?? BigInt(length), 1)
  return bytes
}

interface Received {
  readonly opcode: number
  readonly data: Buffer
}

/** Reads the frames that the server has sent: they are whole messages without a mask. */
function readFrames(bytes: Buffer): Received[] {
  const frames: Received[] = []
  for (let at = 0; at < bytes.length; ) {
    const opcode = bytes[at]! & 15
    expect(bytes[at]! >> 4, 'last, and no reserved bit').toBe(8)
    const short = bytes[at + 1]!
    expect(short, 'no mask').toBeLessThan(128)
    const head = short < 126 ? 2 : short === 126 ? 4 : 10
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    frames.push({ opcode, data: bytes.subarray(at + head, at + head + length) })
    at += head + length
  }
  return frames
}

/** Large buffers take long to compare. */
function toText({ opcode, data }: Received): string {
  return `${opcode} ${data.toString('latin1')}`
}

const closing = (code: number, reason: Buffer | string = ''): Buffer =>
  Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)])
/** The end of every case that the server accepts. */
const goodbye = frame(close, closing(1000))
const bytes = (...hex: string[]): Buffer => Buffer.from(hex.join(''), 'hex')
const fragment = { isLast: false }
const euro = bytes('e282ac')

/** What a client sends, and the messages that come back, or the code with which the server closes. */
type Case = readonly [title: string, sent: readonly Buffer[], expected: readonly Received[] | number]

const echo = (opcode: number, data: Buffer | string): Received => ({ opcode, data: Buffer.from(data) })
const accepted = (title: string, sent: readonly Buffer[], ...expected: Received[]): Case => [
  title,
  sent,
  expected,
]

const messages: readonly Case[] = [
  ...[0, 1, 125, 126, 127, 65_535, 65_536, 1024 ** 2].flatMap((length) => [
    accepted(`a text of ${length} bytes`, [frame(text, 'x'.repeat(length))], echo(text, 'x'.repeat(length))),
    accepted(
      `${length} bytes`,
      [frame(binary, Buffer.alloc(length, 254))],
      echo(binary, Buffer.alloc(length, 254)),
    ),
  ]),
  ['a message that is too large', [frame(text, 'x'.repeat(1024 ** 2 + 1))], 1009],
  ['a length that no message has', [frame(text, '', { length: 2n ** 63n })], 1009],
  ['the announcement of a message that is too large', [frame(binary, 'x', { length: 2n ** 40n })], 1009],
]

const fragments: readonly Case[] = [
  accepted('two', [frame(text, 'a', fragment), frame(more, 'b')], echo(text, 'ab')),
  accepted('empty ones', [frame(text, '', fragment), frame(more, '', fragment), frame(more)], echo(text, '')),
  accepted(
    'as many as there may be',
    [frame(text, 'a', fragment), ...Array<Buffer>(1022).fill(frame(more, 'a', fragment)), frame(more, 'a')],
    echo(text, 'a'.repeat(1024)),
  ),
  accepted(
    'with a ping in between',
    [frame(binary, 'a', fragment), frame(ping, 'p'), frame(more, 'b')],
    echo(pong, 'p'),
    echo(binary, 'ab'),
  ),
  [
    'more than there may be',
    [frame(text, 'a', fragment), ...Array<Buffer>(1025).fill(frame(more, 'a', fragment))],
    1008,
  ],
  [
    'more bytes than a message may have',
    [frame(text, 'x'.repeat(1024 ** 2), fragment), frame(more, 'x')],
    1009,
  ],
  ['a continuation of nothing', [frame(more, 'a')], 1002],
  ['a continuation of nothing that is not the last', [frame(more, 'a', fragment)], 1002],
  ['a continuation after the last', [frame(text, 'a', fragment), frame(more, 'b'), frame(more, 'c')], 1002],
  ['a new message before the last', [frame(text, 'a', fragment), frame(text, 'b')], 1002],
  ['a new message of another type before the last', [frame(text, 'a', fragment), frame(binary, 'b')], 1002],
]

const control: readonly Case[] = [
  accepted('a ping', [frame(ping)], echo(pong, '')),
  accepted(
    'a ping with 125 bytes',
    [frame(ping, Buffer.alloc(125, 255))],
    echo(pong, Buffer.alloc(125, 255)),
  ),
  accepted(
    'a hundred pings at once',
    Array.from({ length: 100 }, (_, index) => frame(ping, `${index}`)),
    ...Array.from({ length: 100 }, (_, index) => echo(pong, `${index}`)),
  ),
  accepted('a pong that was not asked for', [frame(pong, 'p'), frame(text, 'a')], echo(text, 'a')),
  ['a ping with 126 bytes', [frame(ping, Buffer.alloc(126))], 1002],
  ['a ping in fragments', [frame(ping, 'p', fragment)], 1002],
  ['a pong in fragments', [frame(pong, 'p', fragment)], 1002],
  ['a close frame in fragments', [frame(close, closing(1000), fragment)], 1002],
]

const invalid: readonly Case[] = [
  ...[1, 2, 3, 4, 7].map(
    (reserved): Case => [`reserved bits ${reserved}`, [frame(text, 'a', { reserved })], 1002],
  ),
  ['reserved bits of a control frame', [frame(ping, '', { reserved: 4 })], 1002],
  ['reserved bits of a continuation', [frame(text, 'a', fragment), frame(more, 'b', { reserved: 4 })], 1002],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
    (opcode): Case => [`the reserved opcode ${opcode}`, [frame(opcode, 'a')], 1002],
  ),
  ['a frame without a mask', [frame(text, 'a', { isMasked: false })], 1002],
  ['a control frame without a mask', [frame(ping, '', { isMasked: false })], 1002],
]

const utf8: readonly Case[] = [
  ...['c2a2', 'e282ac', 'f09f9880', 'efbfbf', 'f48fbfbf', 'ed9fbf', 'ee8080', '00'].map((hex) =>
    accepted(`${hex} is valid`, [frame(text, bytes(hex))], echo(text, bytes(hex))),
  ),
  accepted(
    'a character in three fragments',
    [
      frame(text, euro.subarray(0, 1), fragment),
      frame(more, euro.subarray(1, 2), fragment),
      frame(more, euro.subarray(2)),
    ],
    echo(text, euro),
  ),
  accepted('bytes that are not UTF-8', [frame(binary, bytes('fffe80'))], echo(binary, bytes('fffe80'))),
  // Lone and missing continuations, forms that are too long, surrogates, and what is beyond Unicode.
  ...[
    '80',
    'ff',
    'c3',
    'e282',
    'f09f98',
    'c328',
    'c080',
    'c1bf',
    'e08080',
    'f0808080',
    'eda080',
    'edbfbf',
  ].map((hex): Case => [`${hex} is not`, [frame(text, bytes('61', hex))], 1007]),
  ...['f4908080', 'f5808080', 'f888808080', 'fc8480808080'].map(
    (hex): Case => [`${hex} is not`, [frame(text, bytes(hex))], 1007],
  ),
  [
    'a character that the last fragment does not end',
    [frame(text, 'a', fragment), frame(more, bytes('e282'))],
    1007,
  ],
  ['a character that continues as another', [frame(text, bytes('e2'), fragment), frame(more, 'a')], 1007],
]

const closes: readonly Case[] = [
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].map(
    (code): Case => [`the code ${code}`, [frame(close, closing(code, 'bye'))], code],
  ),
  ['a reason of 123 bytes', [frame(close, closing(1000, 'x'.repeat(123)))], 1000],
  ['a message afterwards', [goodbye, frame(text, 'late'), frame(ping)], 1000],
  ...[0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map(
    (code): Case => [`the code ${code}, which may not be sent`, [frame(close, closing(code))], 1002],
  ),
  ['half a code', [frame(close, bytes('03'))], 1002],
  ['a reason that is too long', [frame(close, closing(1000, 'x'.repeat(124)))], 1002],
  ['a reason that is not UTF-8', [frame(close, closing(1000, bytes('ff')))], 1007],
]

describe('a WebSocket of the server', () => {
  const { handler, log } = createLiteralSite({
    'ws.ts': { socket: { message: (peer: PeerOf, { data }: SocketMessage) => peer.send(data) } },
  })
  let url: URL
  beforeAll(async () => {
    const { port, close: stop } = await listenWithSockets(handler, (error) =>
      expect.unreachable(String(error)),
    )
    url = new URL(`http://127.0.0.1:${port}/ws`)
    return stop
  })

  /** Opens a socket, writes bytes in pieces of a size, and gives all frames once the server has closed the connection. */
  async function exchange(sent: Buffer, size = sent.length): Promise<Received[]> {
    const { socket, answer } = openRaw(url, rawHandshake('/ws', url))
    await once(socket, 'data')
    for (let at = 0; at < sent.length; at += size) {
      socket.write(sent.subarray(at, at + size))
      if (size < sent.length) await new Promise(setImmediate)
    }
    const received = Buffer.from(await answer, 'latin1')
    const head = received.indexOf('\r\n\r\n') + 4
    expect(received.subarray(0, 12).toString()).toBe('HTTP/1.1 101')
    return readFrames(received.subarray(head))
  }

  async function check(sent: readonly Buffer[], expected: readonly Received[] | number, size?: number) {
    const isClosedByServer = typeof expected === 'number'
    const received = await exchange(Buffer.concat([...sent, ...(isClosedByServer ? [] : [goodbye])]), size)
    const last = received.pop()
    expect(last?.opcode, 'one close frame, at the end').toBe(close)
    expect(last!.data.readUInt16BE()).toBe(isClosedByServer ? expected : 1000)
    if (isClosedByServer) expect(received.filter(({ opcode }) => opcode === close)).toEqual([])
    else expect(received.map(toText)).toEqual(expected.map(toText))
    expect(log.filter(({ level }) => level !== 'debug')).toEqual([])
  }

  describe.each([
    ['messages', messages],
    ['fragments', fragments],
    ['control frames', control],
    ['invalid frames', invalid],
    ['UTF-8', utf8],
    ['close frames', closes],
  ])('answers %s as RFC 6455 says', (_, cases) => {
    it.each(cases)('%s', async (_title, sent, expected) => {
      await check(sent, expected)
      // The same in pieces that end anywhere; those of a large message would take long.
      if (Buffer.concat(sent).length < 200) await check(sent, expected, 1)
    })
  })

  it('answers a close frame without a code with one without a code', async () => {
    expect(await exchange(frame(close))).toEqual([{ opcode: close, data: Buffer.alloc(0) }])
  })

  it('keeps running after all of them', async () => {
    await check([frame(text, 'still here')], [echo(text, 'still here')])
  })
})

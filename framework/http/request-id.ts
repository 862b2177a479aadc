// Chooses request ids, and creates them: random UUIDs, many at a time, because each call of the platform's function costs more than a route.

/** How many ids are created at a time. */
const batch = 128
const idLength = 36

let ids = ''
let next = 0

/**
 * Chooses the id of a request: the one that a trusted proxy sent, if it is short and safe to log, else a new one.
 *
 * @param sent The value of `x-request-id`
 * @param hops How many proxies are trusted
 */
export function chooseRequestId(sent: string | null | undefined, hops: number): string {
  return hops > 0 && sent && /^[\w.:-]{1,128}$/.test(sent) ? sent : createRequestId()
}

/** Creates a random UUID (RFC 9562, section 5.4). */
export function createRequestId(): string {
  if (next === ids.length) {
    ids = createBatch()
    next = 0
  }
  next += idLength
  // Engines do not copy the characters of a slice.
  return ids.slice(next - idLength, next)
}

function createBatch(): string {
  const random = crypto.getRandomValues(new Uint8Array(16 * batch))
  const text = new Uint8Array(idLength * batch)
  for (let id = 0; id < batch; id++) {
    const from = id * 16
    random[from + 6] = (random[from + 6]! & 0x0f) | 0x40
    random[from + 8] = (random[from + 8]! & 0x3f) | 0x80
    let to = id * idLength
    for (let index = 0; index < 16; index++) {
      if (index === 4 || index === 6 || index === 8 || index === 10) text[to++] = dash
      const byte = random[from + index]!
      text[to++] = hexDigits[byte >> 4]!
      text[to++] = hexDigits[byte & 0x0f]!
    }
  }
  return new TextDecoder().decode(text)
}

const dash = '-'.charCodeAt(0)
const hexDigits: Uint8Array = new TextEncoder().encode('0123456789abcdef')

// What a browser hears of event streams, and what pages of other sites do not.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describeSite, expect, test } from '../fixtures/browser-site.ts'

const breaks = ['\n', '\r', '\r\n', '\n\n', '\r\rdata: x\r\r']

describeSite(
  'An event stream',
  {
    'routes/index.tsx': `export default () => <p>page</p>`,
    'routes/hostile.ts': `const breaks = ${JSON.stringify(breaks)}
export const GET = ({ events }) => events(async function* () {
  for (const end of breaks) {
    yield { event: 'e' + end + 'data: forged', id: 'i' + end + 'event: forged', data: 'd' + end + 'id: forged', comment: 'c' + end + 'data: forged' }
    yield { event: 'known', data: 'k' + end + 'data: forged' + end + 'retry: 1' }
  }
  yield { event: 'last', data: '' }
})`,
    'routes/private.ts': `export const GET = ({ events }) => events(async function* () { yield 'secret'; await new Promise(() => {}) })`,
  },
  (current) => {
    test('has exactly the events that were sent, whatever is in their fields', async ({ page }) => {
      await page.goto(current.url('/'))
      const heard = await page.evaluate(
        () =>
          new Promise<{ messages: number; known: string[]; id: string }>((resolve) => {
            const source = new EventSource('/hostile')
            const result = { messages: 0, known: [] as string[], id: '' }
            source.onmessage = () => {
              result.messages++
            }
            source.addEventListener('known', ({ data }) => result.known.push(data))
            source.addEventListener('last', ({ lastEventId }) => {
              source.close()
              resolve({ ...result, id: lastEventId })
            })
          }),
      )
      // A browser's own line breaks are \n.
      const plain = (text: string): string => text.replace(/\r\n|\r/g, '\n')
      expect(heard).toEqual({
        messages: 0,
        known: breaks.map((end) => plain(`k${end}data: forged${end}retry: 1`)),
        id: expect.stringMatching(/^i +data: x +event: forged$/),
      })
    })

    test('cannot be read by pages of other sites', async ({ page, allowConsole }) => {
      allowConsole(/CORS|ERR_FAILED|ERR_BLOCKED/)
      const other = createServer((_, res) => {
        res
          .setHeader('content-type', 'text/html')
          .end('<title>elsewhere</title><link rel="icon" href="data:,">')
      })
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
      try {
        await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)
        for (const withCredentials of [false, true]) {
          const outcome = await page.evaluate(
            ([url, credentials]) =>
              new Promise<string>((resolve) => {
                const source = new EventSource(url as string, { withCredentials: credentials as boolean })
                source.onmessage = ({ data }) => resolve(data)
                source.onerror = () => resolve('refused')
              }),
            [current.url('/private'), withCredentials],
          )
          expect(outcome).toBe('refused')
        }
      } finally {
        other.close()
      }
    })
  },
)

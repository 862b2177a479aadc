// Row R13: everything that a site's code may throw, everywhere that it may throw it.
import { startSite, waitFor } from './site.mjs'

const places = {
  loader: '/fault?where=loader',
  head: '/fault?where=head',
  component: '/fault?where=component',
  'middleware before': '/fault/api?where=before',
  'middleware after': '/fault/api?where=after',
  endpoint: '/fault/api?where=endpoint',
  background: '/fault/api?where=background',
}
const kinds = ['error', 'string', 'null', 'rejection', 'huge', 'getter', 'recursion']

export const faultRows = {
  async R13({ folder }) {
    const server = await startSite(folder)
    const { pid } = await server.usage()
    const wrong = []
    for (const [place, path] of Object.entries(places)) {
      for (const what of kinds) {
        const response = await fetch(`http://127.0.0.1:${server.port}${path}&what=${what}`)
        const text = await response.text()
        const expected = place === 'background' ? 200 : 500
        const isRight = response.status === expected && !/as planned|undefined|a text|xxxx/.test(text)
        if (!isRight) wrong.push(`${place} ${what}: ${response.status}`)
      }
    }
    const failing = Object.keys(places).length * kinds.length
    // Each response with 500 has a line of its own as well.
    const countLines = () =>
      server.output().match(/"level":"error","msg":"(?!request completed)/g)?.length ?? 0
    const lines = await waitFor(
      async () => countLines(),
      (count) => count >= failing,
    )
    const same = (await server.usage()).pid === pid
    await server.stop()
    return {
      passed: wrong.length === 0 && lines === failing && same,
      measured: `${failing} faults: ${wrong.length} wrong responses${wrong.length > 0 ? ` (${wrong.join(', ')})` : ''}, ${lines} lines in the log, ${same ? 'the same' : 'another'} process`,
      limit: `0, ${failing}, the same`,
    }
  },
}

import { describe, expect, it } from 'vitest'
import { mayHaveExtensions } from './may-have-extensions.ts'

const vial = `import { defineServer } from 'vial'\n`

describe('mayHaveExtensions()', () => {
  it.each([
    ['an object without them', 'export default { session: { ttl: 60 } }'],
    ['defineServer()', `${vial}export default defineServer({ start() {} })`],
    [
      'defineServer() by another name',
      `import { defineServer as define } from 'vial'\nexport default define({})`,
    ],
    ['types around the object', `${vial}export default defineServer({} satisfies object) as unknown`],
    [
      'the word elsewhere',
      `${vial}// No extensions yet.\nexport default defineServer({ env: { extensions: [] } })`,
    ],
    ['no default export', `throw new Error('not ready')\nexport const extensions = []`],
    ['a quoted name', `export default { 'session': {} }`],
  ])('is false for %s', (_, code) => expect(mayHaveExtensions(code, 'ts')).toBe(false))

  it.each([
    ['extensions', `${vial}export default defineServer({ extensions: [admin()] })`],
    ['extensions in quotes', `export default { 'extensions': [] }`],
    ['a shorthand', 'const extensions = []\nexport default { extensions }'],
    ['a method', 'export default { get extensions() { return [] } }'],
    ['a spread', `${vial}export default defineServer({ ...common })`],
    ['a computed name', `export default { ['exten' + 'sions']: [] }`],
    ['a constant', 'const server = {}\nserver.extensions = []\nexport default server'],
    ['another function', 'export default withAdmin({})'],
    [
      'a function that is only called defineServer',
      'const defineServer = withAdmin\nexport default defineServer({})',
    ],
    ['another module', `export { default } from './server'`],
    ['an export list', 'const server = {}\nexport { server as default }'],
    ['a syntax error', 'export default {'],
  ])('is true for %s', (_, code) => expect(mayHaveExtensions(code, 'ts')).toBe(true))

  it('reads JavaScript too', () => {
    expect(mayHaveExtensions('export default { start: () => <p /> }', 'jsx')).toBe(false)
  })
})

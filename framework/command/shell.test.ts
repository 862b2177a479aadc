import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import { runPrompt } from './shell.ts'

describe('vial shell', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/_server.ts': `export default { start(app) { app.locals.name = 'Ada'; return () => console.log('stopped') } }`,
      'routes/notes/_data/notes.server.ts': `export const count = async (): Promise<number> => 7`,
      'routes/notes/[id=int].tsx': `
        import { useRequest } from 'vial'
        export default ({ params }) => <p>Note {params.id} at {useRequest().route}</p>`,
    })
  })

  afterAll(() => site?.dispose())

  it('runs a script from standard input with the site loaded', async () => {
    const { code, output, remarks } = await site.vial(['shell'], {
      input: `
        const { count } = await load('routes/notes/_data/notes.server.ts')
        console.log(app.locals.name, await count())
        const response = await client.get(href('/notes/[id=int]', { id: 3 }))
        console.log(response.status, (await response.text()).includes('Note 3 at /notes/[id=int]'))`,
    })

    expect({ code, remarks }).toEqual({ code: 0, remarks: '' })
    expect(output).toBe('Ada 7\n200 true\nstopped')
  })

  it('reports the failure and exits with 1', async () => {
    const { code, output, remarks } = await site.vial(['shell'], {
      input: `throw new Error('no such thing')`,
    })

    expect({ code, output }).toEqual({ code: 1, output: 'stopped' })
    expect(remarks).toContain('Error: no such thing')
  })
})

describe('runPrompt()', () => {
  it('evaluates each line, supports await, and ends with its input', async () => {
    const [input, output] = [new PassThrough(), new PassThrough()]
    const done = runPrompt({ app: { locals: { name: 'Ada' } } }, { input, output })
    input.end('app.locals.name\nawait Promise.resolve(6 * 7)\n')
    await done
    output.end()

    expect(await text(output)).toMatch(/'Ada'[\s\S]*42/)
  })
})

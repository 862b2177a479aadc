import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunResult, type TemporarySite, createTemporarySite } from '../fixtures/temporary-site.ts'
import { runVial } from '../fixtures/test-terminal.ts'

const secret = 'a-secret-of-the-tests-x8KqP2vN5tRz7LmW'

describe('vial run', () => {
  let site: TemporarySite

  beforeAll(async () => {
    site = await createTemporarySite({
      'routes/_server.ts': `
        import { defineServer } from 'vial'
        const mail = {
          name: 'mail',
          start: (app) => { app.locals.mail = 'mail' },
          commands: {
            'send-mail': { description: 'Sends a letter', run: (app, [to]) => console.log(app.locals.mail, 'to', to) },
            greet: { run: () => console.log('of the extension') },
          },
        }
        export default defineServer({
          extensions: [mail],
          start(app) {
            app.locals.name = 'Ada'
            return () => console.log('stopped')
          },
          tasks: { tidy: { cron: '0 3 * * *', run: (app) => console.log('tidied by', app.locals.name) } },
        })`,
      'routes/_commands/greet.ts': `
        import { shout } from '../_shout.ts'
        export const description = 'Greets a person'
        export default (app, args: string[]) => console.log(shout(app.locals.name), JSON.stringify(args))`,
      'routes/_shout.ts': 'export const shout = (text: string): string => text.toUpperCase()',
      'routes/_commands/fail.ts': `export default () => { throw new Error('no paper') }`,
      'routes/_commands/greet.test.ts': `throw new Error('not a command')`,
      'routes/index.tsx': 'export default () => <p>Home</p>',
    })
    const { code, output } = await site.build()
    expect(code, output).toBe(0)
  })

  afterAll(() => site?.dispose())

  const ways: Record<string, (...words: string[]) => Promise<RunResult>> = {
    'from the sources': (...words) => site.vial(['run', ...words]),
    'of a built site': (...words) =>
      site.vial(['run', '--built', ...words], { environment: { SESSION_SECRET: secret } }),
    'in production': (...words) =>
      site.vial(['run', ...words], { environment: { SESSION_SECRET: secret, NODE_ENV: 'production' } }),
    'without Vial': (...words) =>
      site.vial(['run', ...words], {
        script: 'dist/server/index.js',
        environment: { SESSION_SECRET: secret },
      }),
  }

  describe.each(Object.keys(ways))('%s', (way) => {
    const run = ways[way]!

    it('runs a command with the site started, and stops the site', async () => {
      const { code, output, remarks } = await run('greet', 'x', '--json', '--help')
      expect({ code, remarks }).toEqual({ code: 0, remarks: '' })
      expect(output).toBe('ADA ["x","--json","--help"]\nstopped')
    })

    it('runs the commands of extensions, and tasks', async () => {
      expect((await run('send-mail', 'Bob')).output).toBe('mail to Bob\nstopped')
      expect((await run('task:tidy')).output).toBe('tidied by Ada\nstopped')
    })

    it('reports the failure, stops the site and exits with 1', async () => {
      const { code, output, remarks } = await run('fail')
      expect({ code, output }).toEqual({ code: 1, output: 'stopped' })
      expect(remarks).toMatch(
        /^The command fail failed \(routes\/_commands\/fail\)\.\nError: no paper\n {4}at .*fail/,
      )
    })

    it('lists the commands, and suggests the one that was probably meant', async () => {
      const list = [
        '  fail',
        '  greet      Greets a person',
        '  send-mail  Sends a letter',
        '  task:tidy  Runs the task now (scheduled: 0 3 * * *)',
      ].join('\n')
      expect(await run()).toEqual({ code: 0, output: list.trimEnd(), remarks: '' })
      expect(await run('gret')).toEqual({
        code: 1,
        output: '',
        remarks: `There is no command gret. Did you mean greet?\n${list}`,
      })
    })
  })

  it('lists the tasks with their next time', async () => {
    const { output } = await runVial(site.folder, 'tasks')

    expect(output).toMatch(
      /^Task +Times +Zone +Next +Of\ntidy +0 3 \* \* \* +UTC +\d{4}-\d\d-\d\dT03:00:00Z +routes\/_server$/,
    )
  })

  it.each([
    [
      'export const run = 1',
      'routes/_commands/odd: there is no command in this file. Write export default async (app, args) => { … }.',
    ],
    ['export default', 'odd.ts'],
  ])('refuses a file with %j', async (code, message) => {
    await site.write({ 'routes/_commands/odd.ts': code })
    const result = await runVial(site.folder, 'run', 'greet')

    expect(result.code).toBe(1)
    expect(result.remarks).toContain(message)
    await site.remove('routes/_commands/odd.ts')
  })

  it('refuses two extensions with the same command', async () => {
    const extension = (name: string): string => `{ name: '${name}', commands: { send: { run() {} } } }`
    await site.write({
      'routes/_server.ts': `export default { extensions: [${extension('a')}, ${extension('b')}] }`,
    })

    expect((await runVial(site.folder, 'run', 'send')).remarks).toContain(
      'the extension a and the extension b both have the command send. Write your own in routes/_commands/send.ts, which takes precedence.',
    )
  })

  it('refuses to run a build that does not exist', async () => {
    await site.remove('dist')
    const { code, remarks } = await site.vial(['run', '--built', 'greet'])

    expect(code).toBe(1)
    expect(remarks).toMatch(
      /^There is no .*dist\/server\/handler\.js\. Build the site first: npx vite build$/,
    )
  })
})

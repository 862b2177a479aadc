import { expect, it, onTestFinished } from 'vitest'
import { createLiteralSite } from '../../fixtures/literal-site.ts'
import { startTasks } from './start-tasks.ts'

it('passes the error of a task to onError with its name, and logs it', async () => {
  const error = new Error('no disk')
  let fail = (_: unknown[]): void => {}
  const failed = new Promise<unknown[]>((resolve) => {
    fail = resolve
  })
  const site = createLiteralSite({
    '_server.ts': {
      default: {
        tasks: { tidy: { cron: '* * * * * *', run: () => Promise.reject(error) } },
        onError: (...details: unknown[]) => fail(details),
      },
    },
  })
  const tasks = await startTasks(await site.handler.open())
  onTestFinished(() => tasks.stop())

  expect(await failed).toEqual([error, undefined, { route: undefined, requestId: undefined, task: 'tidy' }])
  expect(site.log[0]).toMatchObject({
    level: 'error',
    message: 'The task tidy failed.',
    fields: { err: error, task: 'tidy' },
  })
})

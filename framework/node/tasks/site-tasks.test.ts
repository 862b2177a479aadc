import { describe, expect, it } from 'vitest'
import { nextTime } from './cron.ts'
import { listTasks } from './site-tasks.ts'

const run = (): void => {}

describe('listTasks()', () => {
  it('lists the tasks of the site, then those of its extensions', () => {
    const tasks = listTasks({
      tasks: { tidy: { cron: '0 3 * * *', run } },
      extensions: [{ name: 'mail', tasks: { send: { cron: '*/5 * * * * *', timeZone: 'Asia/Tokyo', run } } }],
    })

    expect(tasks.map(({ name, origin }) => [name, origin])).toEqual([
      ['tidy', 'routes/_server'],
      ['send', 'the extension mail'],
    ])
  })

  it.each([
    [{ cron: '0 25 * * *', run }, 'cron is "0 25 * * *": Invalid value for hour: 25. Write minute, hour,'],
    [{ cron: 'daily', run }, 'cron is "daily": '],
    [{ cron: '0 0 31 2 *', run }, 'cron is "0 0 31 2 *", which never occurs. '],
    [{ run }, 'cron is undefined. Write minute, hour, day, month and weekday'],
    [
      { cron: '0 3 * * *', timeZone: 'Europe/Atlantis', run },
      'timeZone is "Europe/Atlantis", which does not exist. ',
    ],
  ])('refuses %j and names the task', (task, problem) => {
    expect(() => listTasks({ tasks: { tidy: task as never } })).toThrow(
      `routes/_server: the task tidy: ${problem}`,
    )
  })

  it('refuses a task without a function, and a duplicate name', () => {
    expect(() => listTasks({ tasks: { tidy: { cron: '0 3 * * *' } as never } })).toThrow(
      'routes/_server: the task tidy has no run function. Write { cron:',
    )
    const tasks = { tidy: { cron: '0 3 * * *', run } }
    expect(() => listTasks({ tasks, extensions: [{ name: 'mail', tasks }] })).toThrow(
      'routes/_server and the extension mail both have the task tidy. Rename one.',
    )
  })
})

describe('nextTime()', () => {
  it.each([
    ['0 3 * * *', 'UTC', '2026-11-23T03:00:00.000Z'],
    ['0 3 * * *', 'Europe/Berlin', '2026-11-23T02:00:00.000Z'],
    ['*/10 * * * * *', 'UTC', '2026-11-22T20:00:10.000Z'],
    // Daylight saving time starts: there is no 02:30 on March 28.
    ['30 2 * * *', 'Europe/Berlin', '2027-03-28T01:00:00.000Z', '2027-03-27T12:00:00Z'],
  ])('finds %s in %s', (pattern, zone, expected, after = '2026-11-22T20:00:00Z') => {
    expect(nextTime(pattern, zone, new Date(after))?.toISOString()).toBe(expected)
  })
})

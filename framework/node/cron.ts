// Times that a cron pattern names, and waiting for them.
import { Cron } from 'croner'

export interface CronTimer {
  stop(): void
}

/**
 * Calls back at every time that a pattern names, until it is stopped.
 *
 * @param ring Gets that time; what it throws or rejects with is its own affair
 */
export function startCron(pattern: string, timeZone: string, ring: (time: Date) => void): CronTimer {
  // The time that was waited for, not the one at which the timer came: every process must name the same one.
  let due = nextTime(pattern, timeZone)
  const job = new Cron(pattern, { timezone: timeZone, unref: true }, () => {
    const time = due ?? new Date()
    due = nextTime(pattern, timeZone)
    ring(time)
  })
  return { stop: () => job.stop() }
}

/** Finds the next time, `undefined` when there is none any more. */
export function nextTime(pattern: string, timeZone: string, after: Date = new Date()): Date | undefined {
  return new Cron(pattern, { timezone: timeZone, paused: true }).nextRun(after) ?? undefined
}

/** Finds what is wrong with a pattern or a time zone: a sentence, and one that says what to do. */
export function findCronProblem(pattern: unknown, timeZone: unknown = 'UTC'): string | undefined {
  if (!isTimeZone(timeZone)) {
    return `timeZone is ${show(timeZone)}, which nobody knows. Write one such as 'Europe/Berlin'.`
  }
  const advice = `Write minute, hour, day, month and weekday, such as '0 3 * * *'.`
  if (typeof pattern !== 'string') return `cron is ${show(pattern)}. ${advice}`
  try {
    return nextTime(pattern, timeZone) ? undefined : `cron is ${show(pattern)}, which never comes. ${advice}`
  } catch (error) {
    return `cron is ${show(pattern)}: ${(error as Error).message.replace(/^CronPattern: |\.$/g, '')}. ${advice}`
  }
}

function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string') return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    // The only way to ask whether a zone is known.
    return false
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : typeof value
}

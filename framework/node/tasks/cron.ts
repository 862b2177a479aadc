// Parses cron patterns and calls back at the times that they describe.
import { Cron } from 'croner'

export interface CronTimer {
  stop(): void
}

/**
 * Calls back at every time that a pattern describes, until it is stopped.
 *
 * @param onDue Receives the scheduled time; it must handle its own errors
 */
export function startCron(pattern: string, timeZone: string, onDue: (time: Date) => void): CronTimer {
  // The scheduled time, not the one at which the timer fired: every process must name the same one.
  let due = nextTime(pattern, timeZone)
  const job = new Cron(pattern, { timezone: timeZone, unref: true }, () => {
    const time = due ?? new Date()
    due = nextTime(pattern, timeZone)
    onDue(time)
  })
  return { stop: () => job.stop() }
}

/** Finds the next time, or `undefined` when there is none. */
export function nextTime(pattern: string, timeZone: string, after: Date = new Date()): Date | undefined {
  return new Cron(pattern, { timezone: timeZone, paused: true }).nextRun(after) ?? undefined
}

/** Finds what is wrong with a pattern or a time zone, and says what to do. */
export function findCronProblem(pattern: unknown, timeZone: unknown = 'UTC'): string | undefined {
  if (!isTimeZone(timeZone)) {
    return `timeZone is ${show(timeZone)}, which does not exist. Write one such as 'Europe/Berlin'.`
  }
  const advice = `Write minute, hour, day, month and weekday, such as '0 3 * * *'.`
  if (typeof pattern !== 'string') return `cron is ${show(pattern)}. ${advice}`
  try {
    return nextTime(pattern, timeZone) ? undefined : `cron is ${show(pattern)}, which never occurs. ${advice}`
  } catch (error) {
    return `cron is ${show(pattern)}: ${(error as Error).message.replace(/^CronPattern: |\.$/g, '')}. ${advice}`
  }
}

function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string') return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    // An exception is the only way to learn that a time zone is unknown.
    return false
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : typeof value
}

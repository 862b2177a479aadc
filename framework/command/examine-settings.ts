// Whether the environment says what a server on the open network needs.
import { loadEnv } from 'vite'
import { findSettingProblems } from '../node/settings.ts'
import { pingRedis } from '../node/ping-redis.ts'
import type { Finding } from './finding.ts'
import type { Project } from './open-project.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Examines the process's variables, in development with those of `.env` files. */
export async function examineSettings({ config }: Project): Promise<Finding[]> {
  const isProduction = process.env.NODE_ENV === 'production'
  const files = isProduction || !config.envDir ? {} : loadEnv('development', config.envDir, '')
  const environment: Environment = { ...files, ...process.env }
  const problems = findSettingProblems(environment)
    // Development keeps a secret of its own.
    .filter((message) => isProduction || environment.SESSION_SECRET || !message.startsWith('SESSION_SECRET'))
    .map((message) => fail(message.split(' ', 1)[0]!, message))
  return [
    isProduction
      ? ok('NODE_ENV', 'production')
      : ok('NODE_ENV', 'not production. On servers set it to production, and ask again there.'),
    ...(problems.some(({ subject }) => subject === 'SESSION_SECRET')
      ? []
      : [
          ok(
            'SESSION_SECRET',
            environment.SESSION_SECRET ? 'long enough, and no sample' : 'development has its own',
          ),
        ]),
    ...problems,
    ...(isProduction ? examineOrigin(environment) : []),
    ...(await examineRedis(environment)),
  ]
}

function examineOrigin({ ORIGIN, TRUST_PROXY }: Environment): Finding[] {
  return [
    ORIGIN
      ? ok('ORIGIN', ORIGIN)
      : warn(
          'ORIGIN',
          'Not set: links to the site itself are made from the Host header. Set it, such as https://example.org.',
        ),
    TRUST_PROXY
      ? ok('TRUST_PROXY', TRUST_PROXY)
      : warn(
          'TRUST_PROXY',
          'Not set: no X-Forwarded header is believed. With a proxy in front set it to 1, without one to 0.',
        ),
  ]
}

async function examineRedis({ REDIS_URL, WEB_CONCURRENCY = '1' }: Environment): Promise<Finding[]> {
  if (REDIS_URL) {
    const problem = await pingRedis(REDIS_URL)
    return [problem === undefined ? ok('REDIS_URL', 'answers') : fail('REDIS_URL', problem)]
  }
  if (!(Number(WEB_CONCURRENCY) > 1)) return []
  return [
    warn(
      'WEB_CONCURRENCY',
      `${WEB_CONCURRENCY} processes, and no REDIS_URL: each counts, caches and runs tasks for itself. Set REDIS_URL.`,
    ),
  ]
}

function ok(subject: string, message: string): Finding {
  return { level: 'ok', subject, message }
}

function warn(subject: string, message: string): Finding {
  return { level: 'warn', subject, message }
}

function fail(subject: string, message: string): Finding {
  return { level: 'fail', subject, message }
}

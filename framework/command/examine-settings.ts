// Checks that the environment has what a public server needs.
import { loadEnv } from 'vite'
import { findMisspeltSettings } from '../node/misspelt-settings.ts'
import { findSettingProblems } from '../node/settings.ts'
import { pingRedis } from '../node/ping-redis.ts'
import type { DoctorResult } from './doctor-result.ts'
import type { Project } from '../build/project/project.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Examines the environment variables; in development also those of `.env` files. */
export async function examineSettings({ config }: Project): Promise<DoctorResult[]> {
  const isProduction = process.env.NODE_ENV === 'production'
  const files = isProduction || !config.envDir ? {} : loadEnv('development', config.envDir, '')
  const environment: Environment = { ...files, ...process.env }
  const problems = findSettingProblems(environment)
    // Development generates its own secret.
    .filter((message) => isProduction || environment.SESSION_SECRET || !message.startsWith('SESSION_SECRET'))
    .map((message) => fail(/^\w+/.exec(message)![0], message))
  return [
    isProduction
      ? ok('NODE_ENV', 'production')
      : ok('NODE_ENV', 'not production. Set it to production on servers, and run vial doctor there.'),
    ...(problems.some(({ subject }) => subject === 'SESSION_SECRET')
      ? []
      : [
          ok(
            'SESSION_SECRET',
            environment.SESSION_SECRET ? 'long enough, and not a sample' : 'development uses its own',
          ),
        ]),
    ...problems,
    ...findMisspeltSettings(environment).map(({ name, meant }) =>
      warn(name, `Nothing reads it, and ${meant} is not set. If you meant ${meant}, rename it.`),
    ),
    ...(isProduction ? examineOrigin(environment) : []),
    ...(problems.some(({ subject }) => subject === 'REDIS_URL') ? [] : await examineRedis(environment)),
  ]
}

function examineOrigin({ ORIGIN, TRUST_PROXY }: Environment): DoctorResult[] {
  return [
    ORIGIN
      ? ok('ORIGIN', ORIGIN)
      : warn(
          'ORIGIN',
          'Not set: absolute URLs of the site use the Host header. Set it, for example to https://example.org.',
        ),
    TRUST_PROXY
      ? ok('TRUST_PROXY', TRUST_PROXY)
      : warn(
          'TRUST_PROXY',
          'Not set: X-Forwarded headers are ignored. Set it to 1 behind a proxy, or to 0 without one.',
        ),
  ]
}

async function examineRedis({ REDIS_URL }: Environment): Promise<DoctorResult[]> {
  if (!REDIS_URL) return []
  const problem = await pingRedis(REDIS_URL)
  return [problem === undefined ? ok('REDIS_URL', 'answers') : fail('REDIS_URL', problem)]
}

function ok(subject: string, message: string): DoctorResult {
  return { level: 'ok', subject, message }
}

function warn(subject: string, message: string): DoctorResult {
  return { level: 'warn', subject, message }
}

function fail(subject: string, message: string): DoctorResult {
  return { level: 'fail', subject, message }
}

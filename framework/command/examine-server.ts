// Checks that the settings in `_server` are safe.
import { loadServerDefinition } from '../node/tasks/site-commands.ts'
import type { DoctorResult } from './doctor-result.ts'
import { openTerminalSite } from './terminal-site.ts'
import type { Terminal } from './terminal.ts'

/** Examines the settings of the site itself: loads `_server` without starting the site. */
export async function examineServer(terminal: Terminal): Promise<DoctorResult[]> {
  const subject = 'routes/_server'
  try {
    const source = await openTerminalSite(terminal)
    try {
      return examineDefinition(await loadServerDefinition(source.manifest))
    } finally {
      await source.close()
    }
  } catch (error) {
    return [{ level: 'fail', subject, message: (error as Error).message }]
  }
}

type Definition = Awaited<ReturnType<typeof loadServerDefinition>>

function examineDefinition({ allowedHosts, securityHeaders = {}, csp }: Definition): DoctorResult[] {
  const removed = Object.entries(securityHeaders).filter(([, value]) => value === false)
  const isProduction = process.env.NODE_ENV === 'production'
  const hosts = allowedHosts ?? process.env.ALLOWED_HOSTS
  return [
    ...(isProduction && !hosts?.length
      ? [
          warn(
            'ALLOWED_HOSTS',
            'Not set: requests for any host are answered. Set it, for example to example.org,.example.org, or set allowedHosts in _server.',
          ),
        ]
      : []),
    ...removed.map(([name]) =>
      warn(name, 'Disabled by securityHeaders in _server. Explain why in a comment, or remove the setting.'),
    ),
    ...(csp === false
      ? [
          warn(
            'csp',
            'Disabled in _server: any script injected into a page can run. Allow the sources that you need instead.',
          ),
        ]
      : []),
    ...(removed.length === 0 && csp !== false
      ? [{ level: 'ok', subject: 'headers', message: 'All security headers are sent.' } as const]
      : []),
  ]
}

function warn(subject: string, message: string): DoctorResult {
  return { level: 'warn', subject, message }
}

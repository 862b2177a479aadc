// Whether what `_server` says is safe.
import { loadServerDefinition } from '../node/site-commands.ts'
import type { Finding } from './finding.ts'
import { openTerminalSite } from './terminal-site.ts'
import type { Terminal } from './terminal.ts'

/** Examines the settings of the site itself; loads `_server`, and starts nothing. */
export async function examineServer(terminal: Terminal): Promise<Finding[]> {
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

function examineDefinition({ allowedHosts, securityHeaders = {}, csp }: Definition): Finding[] {
  const removed = Object.entries(securityHeaders).filter(([, value]) => value === false)
  const isProduction = process.env.NODE_ENV === 'production'
  const hosts = allowedHosts ?? process.env.ALLOWED_HOSTS
  return [
    ...(isProduction && !hosts?.length
      ? [
          warn(
            'ALLOWED_HOSTS',
            'Not set: every Host header is answered. Set it, such as example.org,.example.org, or allowedHosts in _server.',
          ),
        ]
      : []),
    ...removed.map(([name]) =>
      warn(name, 'Switched off by securityHeaders in _server. Say why there, or remove it.'),
    ),
    ...(csp === false
      ? [
          warn(
            'csp',
            'Switched off in _server: any script that gets into a page runs. Allow what is needed instead.',
          ),
        ]
      : []),
    ...(removed.length === 0 && csp !== false
      ? [{ level: 'ok', subject: 'headers', message: 'All security headers are sent.' } as const]
      : []),
  ]
}

function warn(subject: string, message: string): Finding {
  return { level: 'warn', subject, message }
}

// Checks the host names of requests in vite dev and vite preview: Vite's list, and the one of the site.
import { isIP } from 'node:net'
import type { Connect, Logger, Plugin } from 'vite'
import { isAllowedHost, parseHost } from '../../http/host.ts'

/** The site that the server answers for. */
export interface HostCheckedSite {
  /** Gives the `allowedHosts` of the site, which starts for it; `undefined` if it answers all. */
  allowedHosts(): Promise<readonly string[] | undefined>
  /** Lets the site answer, which refuses a host that it does not list. */
  readonly answer: Connect.NextHandleFunction
}

export interface HostCheck {
  readonly plugin: Plugin
  /** Asks a site about the hosts that Vite would refuse (default: they are refused). */
  connect(site: HostCheckedSite): void
}

/**
 * Replaces Vite's check of host names, which knows neither `_server` nor `ALLOWED_HOSTS`: it would refuse the hosts that the
 * site lists, and answer all others with 403 where production answers with 400.
 *
 * It runs before all other middleware. Without a list of the site, the rule is that of Vite: a page of another site must
 * not read this server through a name that leads to it (DNS rebinding).
 */
export function createHostCheck(): HostCheck {
  let site: HostCheckedSite | undefined
  // What Vite's settings list, which say `true` for Vite itself.
  const lists = new WeakMap<HostSettings, HostSettings['allowedHosts']>()
  return {
    connect(connected) {
      site = connected
    },
    plugin: {
      name: 'vial:hosts',
      enforce: 'pre',
      configResolved(config) {
        // Vite has added the names of other settings, such as `server.host`.
        const { server, preview } = config
        lists.set(server, server.allowedHosts)
        lists.set(preview, preview.allowedHosts)
        server.allowedHosts = true
        preview.allowedHosts = true
      },
      configureServer: {
        order: 'pre',
        handler: ({ config, middlewares }) =>
          void middlewares.use(createMiddleware('server', config.server, config.logger)),
      },
      configurePreviewServer: {
        order: 'pre',
        handler: ({ config, middlewares }) =>
          void middlewares.use(createMiddleware('preview', config.preview, config.logger)),
      },
    },
  }

  function createMiddleware(
    name: 'server' | 'preview',
    settings: HostSettings,
    logger: Pick<Logger, 'warnOnce'>,
  ): Connect.NextHandleFunction {
    const known = lists.get(settings) ?? []
    const seen = new Set<string>()
    // As in Vite: a certificate for the name is proof enough.
    if (known === true || settings.https) return (_req, _res, next) => next()
    return (req, res, next) => {
      const { host } = req.headers
      const hostname = parseHost(host)?.hostname
      if (host === undefined) return next()
      if (hostname !== undefined && isKnown(hostname, known)) {
        // Afterwards the site has started.
        if (!seen.has(hostname)) res.once('finish', () => warnIfUnlisted(hostname, logger))
        seen.add(hostname)
        return next()
      }
      listAllowedHosts().then((allowed) => {
        if (allowed === undefined) refuse(res, name, host)
        else if (hostname !== undefined && isAllowedHost(hostname, allowed)) next()
        else site!.answer(req, res, next)
      }, next)
    }
  }

  async function warnIfUnlisted(hostname: string, logger: Pick<Logger, 'warnOnce'>): Promise<void> {
    const allowed = await listAllowedHosts()
    if (allowed === undefined || isAllowedHost(hostname, allowed)) return
    logger.warnOnce(
      `allowedHosts does not list ${hostname}, so the site answers it with 400. For development, add '${hostname}' where the other hosts are: in routes/_server.ts or in ALLOWED_HOSTS.`,
    )
  }

  async function listAllowedHosts(): Promise<readonly string[] | undefined> {
    // The error of a site that does not start is only for those who may see the site.
    return site?.allowedHosts().catch(() => undefined)
  }
}

interface HostSettings {
  allowedHosts?: true | string[]
  https?: unknown
}

/** Tells whether a name leads to this machine whatever a name server says, or is on Vite's list. */
function isKnown(hostname: string, known: readonly string[]): boolean {
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) return true
  // Unlike the site's list, Vite's covers `example.org` with `.example.org`.
  return isAllowedHost(hostname, [
    'localhost',
    '.localhost',
    ...known,
    ...known.map((name) => name.replace(/^\./, '')),
  ])
}

function refuse(res: Parameters<Connect.NextHandleFunction>[1], name: string, host: string): void {
  const written = JSON.stringify(host.replace(/:\d+$/, ''))
  res.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' })
  res.end(
    `403 Forbidden: this server does not answer for the host ${written}. Add it to ${name}.allowedHosts in the Vite configuration.\n`,
  )
}

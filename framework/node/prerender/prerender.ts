// Prerenders the pages that are the same for all visitors, and writes them among the static files.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findUncacheableReason } from '../../cache/cacheability.ts'
import { parsePathname } from '../../http/canonical-url.ts'
import { encodeSegment } from '../../http/encode-segment.ts'
import { findParts } from '../../http/response.ts'
import { type Handler, createHandler } from '../../request/pipeline/handler.ts'
import type { Manifest } from '../../request/pipeline/manifest.ts'
import { pathBelowBase } from '../../routing/base-path.ts'
import { type PrerenderTarget, listTargets } from '../../request/caching/prerender-targets.ts'
import { type LinkingPage, findBrokenLinks } from './broken-links.ts'
import { hashContent } from '../files/personal-pages.ts'
import type { PrerenderedFile, PrerenderedFiles } from '../files/prerendered-files.ts'
import { findPublicFiles } from '../files/public-files.ts'

/** The placeholder origin of pages that are rendered before the site's origin is known. */
const unknownOrigin = 'http://prerender.invalid'

export interface PrerenderResult {
  readonly files: PrerenderedFiles
  /** One message per page that could not be rendered, and per broken link. */
  readonly problems: readonly string[]
}

/** A page that was rendered. */
interface RenderedPage {
  readonly target: PrerenderTarget
  readonly path: string
  readonly body: Uint8Array
  readonly file: PrerenderedFile
}

/**
 * Renders pages and writes them below a folder, unless one of them has a problem.
 *
 * Starts the site first and stops it at the end.
 *
 * @param routes The files with `config.prerender`, as paths below `routes/`
 * @param folder The folder of static files
 */
export async function prerenderSite(
  manifest: Manifest,
  routes: readonly string[],
  folder: string,
): Promise<PrerenderResult> {
  const failures = new Map<string, string>()
  const handler = createHandler({
    ...manifest,
    origin: manifest.origin ?? unknownOrigin,
    isPrerendering: true,
    clientAddress: createAddresses(),
    log: collectFailures(manifest.log, failures),
  })
  await handler.open()
  const problems: string[] = []
  const pages: RenderedPage[] = []
  try {
    const { targets, table } = await listTargets(manifest, new Set(routes))
    for (const target of targets) {
      const page = await renderPage(handler, target, manifest, failures)
      if (typeof page !== 'string') pages.push(page)
      else if (!isKnownRead(page, problems)) problems.push(page)
    }
    const present = await findPublicFiles(folder)
    problems.push(...findClashes(pages, present))
    problems.push(
      ...findBrokenLinks(pages.flatMap(toDocument), {
        origin: manifest.origin ?? unknownOrigin,
        base: manifest.base ?? '/',
        table,
        files: new Set(present.keys()),
      }),
    )
  } finally {
    await handler.stop()
  }
  if (problems.length === 0) await Promise.all(pages.map(({ path, body }) => write(folder, path, body)))
  return { files: Object.fromEntries(pages.map(({ path, file }) => [path, file])), problems }
}

/** Tells whether the same line of a layout, for example, has been reported for another page. */
function isKnownRead(problem: string, problems: readonly string[]): boolean {
  const [place] = / at \S+:\d+\. /.exec(problem) ?? []
  return place !== undefined && problems.some((known) => known.includes(place))
}

/** Gives every request its own address and network, so that no rate limit of the site stops the build. */
function createAddresses(): () => string {
  let count = 0
  return () => {
    count++
    return `2001:db8:${(count >> 16).toString(16)}:${(count & 0xffff).toString(16)}::1`
  }
}

/** Collects what went wrong, by request id. */
function collectFailures(log: Manifest['log'], failures: Map<string, string>): Manifest['log'] {
  return {
    ...log,
    error({ requestId, err }: { requestId?: string; err?: unknown }, message) {
      if (requestId === undefined) log.error({ err }, message)
      else if (!failures.has(requestId)) failures.set(requestId, message)
    },
  }
}

async function renderPage(
  handler: Handler,
  target: PrerenderTarget,
  { origin, base = '/' }: Manifest,
  failures: ReadonlyMap<string, string>,
): Promise<RenderedPage | string> {
  const [pathname = '/'] = target.pathnames
  const response = await handler.fetch(new Request((origin ?? unknownOrigin) + pathname))
  const body = new Uint8Array(await response.arrayBuffer())
  const { status, headers } = response
  const failure = failures.get(headers.get('x-request-id') ?? '')
  if (failure !== undefined)
    return failure.startsWith('routes/') ? failure : `${target.where}: ${pathname} failed. ${failure}`
  // Every error page is sent with no-store; it is private only when it read something personal.
  if (target.status === 404 && headers.get('cache-control') === 'no-store') headers.delete('cache-control')
  const reason = findUncacheableReason({
    // The check accepts only 200, so report the expected status as 200.
    status: status === target.status ? 200 : status,
    header: (name) => headers.get(name) ?? undefined,
    setsCookie: headers.has('set-cookie'),
  })
  if (isForOneVisitor(headers)) {
    return `${target.where}: ${pathname} cannot be prerendered, because the session or the cookies were used, in the page, a layout, the app document or middleware. Do this in a *.personal.tsx component, skip it if ctx.isPrerendering is true, or remove config.prerender.`
  }
  if (reason) {
    return `${target.where}: ${pathname} cannot be prerendered, because ${reason}. Change that, leave this path out, or remove config.prerender.`
  }
  const template = findParts(response)?.template
  const contentType = headers.get('content-type') ?? 'application/octet-stream'
  if (
    origin === undefined &&
    /text|json|xml/.test(contentType) &&
    new TextDecoder().decode(body).includes(unknownOrigin)
  ) {
    return `${target.where}: ${pathname} contains the origin of the site, which the build does not know. Set ORIGIN, such as ORIGIN=https://example.org vite build.`
  }
  return {
    target,
    path: toFilePath(pathname, base, contentType.startsWith('text/html')),
    body,
    file: {
      // The server renders 404 pages itself, because middleware also guards URLs that do not exist.
      pathnames: target.status === 404 ? [] : target.pathnames,
      contentType,
      headers: [...headers].filter(([name]) => !ofOneResponse.test(name)),
      ...(template && { template, hash: hashContent(body) }),
    },
  }
}

/** Recognizes the headers of a response that used the session or the cookies; others set them with a reason of their own. */
function isForOneVisitor(headers: Headers): boolean {
  return headers.get('cache-control') === 'private, no-store' && /\bcookie\b/i.test(headers.get('vary') ?? '')
}

// Headers that belong to the one request, or that follow from the file.
const ofOneResponse = /^(x-request-id|date|etag|last-modified|content-(length|type)|age|server-timing)$/

/** Names the file as static hosts expect it: `about.html`, `about/index.html` for `/about/`, `feed.xml`. */
function toFilePath(pathname: string, base: string, isPage: boolean): string {
  const { segments, trailingSlash } = parsePathname(pathBelowBase(pathname, base) ?? '/')
  const names = segments.map((segment) =>
    // Encode what would make it a folder or a hidden file.
    /[/\\\0]|^\./.test(segment) ? encodeURIComponent(segment).replace(/^\./, '%2E') : segment,
  )
  if (isPage && (trailingSlash || names.length === 0)) names.push('index.html')
  else if (isPage) names.push(`${names.pop()}.html`)
  return `/${names.map(encodeSegment).join('/')}`
}

function toDocument({ target, body, file }: RenderedPage): LinkingPage[] {
  const [pathname = '/'] = target.pathnames
  if (!file.contentType.startsWith('text/html')) return []
  return [{ where: target.where, pathname, html: new TextDecoder().decode(body) }]
}

function findClashes(pages: readonly RenderedPage[], present: ReadonlyMap<string, string>): string[] {
  const owners = new Map<string, string>([...present.keys()].map((path) => [path, `public${path}`]))
  return pages.flatMap(({ path, target }) => {
    const owner = owners.get(path)
    owners.set(path, target.where)
    return owner ? [`${target.where} and ${owner} are both written to ${path}. Rename or remove one.`] : []
  })
}

async function write(folder: string, path: string, body: Uint8Array): Promise<void> {
  const file = join(folder, ...parsePathname(path).segments)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, body)
}

// Builds the panel that development adds to an error page: the source, the stack and the request.
import { inspect, stripVTControlCharacters } from 'node:util'
import { Youch } from 'youch'
import { formatClientTags } from './dev-pages.ts'
import { escapeAttribute } from '../http/escape-html.ts'
import type { ErrorReport } from '../request/pipeline/manifest.ts'
import type { BuildSite } from './site.ts'

/**
 * Describes an error as a panel: message, mapped source, request, the files involved, and the session with masked values.
 *
 * The report has its own frame, so that its styles and the site's do not affect each other. It can be closed without
 * JavaScript.
 */
export async function describeError(report: ErrorReport, site: BuildSite, nonce: string): Promise<string> {
  const youch = new Youch()
  youch.metadata.group('Request', {
    request: toRows({ method: report.request.method, url: report.request.url, id: report.requestId }),
    headers: toRows(maskHeaders(report.request.headers)),
  })
  youch.metadata.group('Site', {
    route: toRows({ pattern: report.route || 'none matched', files: report.files.join(', ') || 'none' }),
    session: toRows(report.session ?? { 'not opened': '' }),
  })
  const error = toReadableError(report)
  const document = await youch.toHTML(error, {
    title: `${error.name} in development`,
    // The policy of the page applies to the frame too.
    cspNonce: nonce,
  })
  return [
    `<style nonce="${nonce}">${style}</style>`,
    '<details open class="vial-error"><summary>Close or open the error report (development only)</summary>',
    `<iframe title="Error report" srcdoc="${escapeAttribute(withoutHandler(document, nonce))}"></iframe></details>`,
    formatClientTags(site, nonce, true),
  ].join('')
}

const style = [
  '.vial-error[open]{position:fixed;inset:0;z-index:2147483647;display:flex;flex-direction:column;background:Canvas}',
  '.vial-error summary{padding:.75rem 1rem;font:600 .875rem system-ui,sans-serif;cursor:pointer;color:CanvasText;background:Canvas}',
  '.vial-error iframe{border:0;width:100%;height:calc(100vh - 2.75rem)}',
].join('')

/** Moves the report's only event handler from an attribute, which the policy forbids, into a script with the nonce. */
function withoutHandler(document: string, nonce: string): string {
  const click = `document.getElementById('copy-error-btn')?.addEventListener('click', ({ currentTarget }) => copyErrorMessage(currentTarget))`
  return `${document.replace('onclick="copyErrorMessage(this)"', '')}<script nonce="${nonce}">${click}</script>`
}

interface BuildFailure {
  readonly id?: string
  readonly loc?: { readonly file?: string; readonly line: number; readonly column: number }
  readonly frame?: string
}

/** Gives compiler errors a stack that points into the file, and removes terminal colours from all errors. */
function toReadableError({ error, files }: ErrorReport): Error {
  if (!(error instanceof Error)) return new Error(describeThrown(error, files))
  const { id, loc } = error as Error & BuildFailure
  const readable = new Error(stripVTControlCharacters(error.message), { cause: error.cause })
  // Vite copies the errors of its plugins and loses some of their properties.
  readable.name = error.name || 'Error'
  const location = loc ? `${loc.file ?? id}:${loc.line}:${loc.column + 1}` : id && `${id}:1:1`
  readable.stack = location
    ? `${readable.name}: ${readable.message}\n    at ${location}`
    : stripVTControlCharacters(error.stack || `${readable.name}: ${readable.message}`)
  return readable
}

function describeThrown(value: unknown, files: readonly string[]): string {
  const file = files.at(-1)
  const where = file === undefined ? '' : `routes/${file}: `
  return `${where}a value that is not an Error was thrown, so there is no stack: ${inspect(value)}. Throw new Error(…), or new HttpError(400, …) for a message that visitors may read.`
}

function toRows(record: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }))
}

function maskHeaders(headers: Headers): Record<string, string> {
  const secret = new Set(['authorization', 'cookie', 'proxy-authorization'])
  return Object.fromEntries([...headers].map(([name, value]) => [name, secret.has(name) ? '•••' : value]))
}

// Builds the panel that development adds to an error page: the source, the stack and the request.
import { escapeAttribute } from '../../http/escape-html.ts'
import type { ErrorReport } from '../../request/pipeline/manifest.ts'
import { formatClientTags } from './dev-pages.ts'
import { formatMarkdown } from '../error-report/format-markdown.ts'
import { type Rows, formatReport } from '../error-report/format-report.ts'
import { readErrors } from '../error-report/read-error.ts'
import { maskHeader, maskTarget } from '../inspector/mask.ts'
import type { BuildSite } from '../site.ts'

/**
 * Describes an error as a panel: message, mapped source, causes, request, the files involved, and the session with masked
 * values.
 *
 * The report has its own frame, so that its styles and the site's do not affect each other. It can be closed without
 * JavaScript.
 */
export async function describeError(report: ErrorReport, site: BuildSite, nonce: string): Promise<string> {
  const { request, requestId, route, files, middleware, session } = report
  const { base, root } = site.options
  const errors = await readErrors(report.error, root, files.at(-1))
  const url = maskTarget(request.url)
  const markdown = formatMarkdown(errors, {
    method: request.method,
    url,
    route: route || 'none',
    id: requestId,
  })
  const document = formatReport({
    errors,
    markdown,
    chain: [...middleware, ...files.map((file) => `routes/${file}`)],
    tables: {
      Request: [
        ['method', request.method],
        ['url', url],
        ['id', requestId],
        ['route', route || 'none matched'],
      ],
      Session: session ? toRows(session, 'empty') : [['not opened', '']],
      Headers: [...request.headers].map(([name, value]) => [name, maskHeader(name, value)]),
    },
    base,
    // The policy of the page applies to the frame too.
    nonce,
  })
  return [
    `<style nonce="${nonce}">${style}</style>`,
    '<details open class="vial-error"><summary>Close or open the error report (development only)</summary>',
    `<iframe title="Error report" srcdoc="${escapeAttribute(document)}"></iframe></details>`,
    formatClientTags(site, nonce, true),
  ].join('')
}

const style = [
  '.vial-error[open]{position:fixed;inset:0;z-index:2147483647;display:flex;flex-direction:column;background:Canvas}',
  '.vial-error summary{padding:.75rem 1rem;font:600 .875rem system-ui,sans-serif;cursor:pointer;color:CanvasText;background:Canvas}',
  '.vial-error iframe{border:0;width:100%;height:calc(100vh - 2.75rem)}',
].join('')

function toRows(record: Readonly<Record<string, string>>, empty: string): Rows {
  const rows = Object.entries(record)
  return rows.length > 0 ? rows : [[empty, '']]
}

// The panel that development adds to the error page: where it happened and during which request.
import type { BuildSite } from './site.ts'
import { viteClient } from './dev-styles.ts'
import { escapeAttribute } from './escape-html.ts'

/** What the site tells about an error; a copy of its own type, because it comes from another copy of the code. */
export interface DevErrorReport {
  readonly error: unknown
  readonly requestId: string
  readonly request: Request
  readonly route?: string | undefined
  readonly files: readonly string[]
  readonly session?: Readonly<Record<string, string>> | undefined
}

/** Describes an error as a panel over the page: source, request, files and masked session. */
export async function describeError(report: DevErrorReport, site: BuildSite): Promise<string> {
  const text = report.error instanceof Error ? (report.error.stack ?? '') : String(report.error)
  return `<pre>${escapeAttribute(text)}</pre>${viteClient(site.options.base)}`
}

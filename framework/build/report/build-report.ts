// Declares the report of a build, and keeps the last one in .vial/ for the command line and the inspector.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** What a build says about the site. All sizes are in bytes, compressed with gzip unless they say otherwise. */
export interface BuildReport {
  readonly version: 1
  readonly routes: readonly ReportedRoute[]
  readonly islands: readonly ReportedIsland[]
  /** Sentences that name what is expensive and what to do about it. */
  readonly warnings: readonly string[]
  readonly totals: {
    /** Everything in the folder for visitors that the build has written, without copies of public files. */
    readonly client: number
    /** The code of the server, not compressed. */
    readonly server: number
  }
}

export type ReportedKind = 'dynamic' | 'prerendered' | 'cached' | 'streamed' | 'endpoint' | 'socket'

export interface ReportedRoute {
  readonly pattern: string
  /** As an author types it. */
  readonly file: string
  readonly kind: ReportedKind
  /** Whether each visitor gets parts of their own in the shared page. */
  readonly hasPersonalParts: boolean
  /** What a first visit loads: scripts with everything that they import. */
  readonly scripts: number
  readonly styles: number
  /** The file with the code of the route, below the folder of the server, and its size (not compressed). */
  readonly chunk: { readonly file: string; readonly size: number } | null
  /** The islands that it may show, by their files. */
  readonly islands: readonly string[]
}

export interface ReportedIsland {
  /** Relative to the project. */
  readonly file: string
  /** Its own file. */
  readonly own: number
  /** With everything that it imports, which other islands may share. */
  readonly total: number
  /** The patterns of the routes that may show it. */
  readonly routes: readonly string[]
}

function fileOf(root: string): string {
  return join(root, '.vial', 'build-report.json')
}

/** Saves the report of a build. */
export async function saveBuildReport(root: string, report: BuildReport): Promise<void> {
  const file = fileOf(root)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
}

/** Reads the report of the last build; `undefined` if there was none, or another version of the framework has written it. */
export async function readBuildReport(root: string): Promise<BuildReport | undefined> {
  try {
    const report = JSON.parse(await readFile(fileOf(root), 'utf8')) as BuildReport
    return report.version === 1 ? report : undefined
  } catch {
    // Nothing was built, or the build is writing it at this moment.
    return undefined
  }
}

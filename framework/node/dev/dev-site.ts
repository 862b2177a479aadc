// Creates the handler of the dev server: the same handler as in production, with what only development adds.
import { reviewForm } from '../../request/context/form-review.ts'
import { type Handler, createHandler } from '../../request/pipeline/handler.ts'
import type { ErrorReport, Manifest } from '../../request/pipeline/manifest.ts'
import { parseSecrets } from '../../session/secret.ts'
import type { BuiltManifest } from '../built-site.ts'
import { prefersHtml } from '../../http/negotiate.ts'
import { type DevReview, type ReviewHost, createDevReview } from './dev-review.ts'
import { type InspectionHost, createInspection } from './dev-inspection.ts'
import { findFile } from '../files/find-file.ts'
import { createSealer } from '../sessions/iron-seal.ts'
import { createLocator } from './locate-read.ts'
import { shareCache } from '../shared-cache.ts'
import { addressOf, receivedTarget, whenSent } from '../listener/node-request.ts'
import type { TaskRunner } from '../tasks/run-tasks.ts'
import type { RequestSettings } from '../settings.ts'
import { startTasks } from '../tasks/start-tasks.ts'
import { readUploads } from '../bodies/read-uploads.ts'
import { openTracer } from '../operations/tracing.ts'

/** What the dev server adds: only plain data and functions, because the dev server runs another copy of this code. */
export interface DevHost {
  /** The folder of the project. */
  readonly root: string
  readonly secret: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What the environment says about requests, as in production. */
  readonly settings: RequestSettings
  readonly log: Manifest['log']
  readonly hotData?: NonNullable<Manifest['hotData']>
  /** Returns another text whenever a file has changed. */
  codeVersion(): string
  readonly browserFiles: NonNullable<Manifest['browserFiles']>
  /** The sources that Vite's client needs in the pages' Content-Security-Policy. */
  readonly csp?: NonNullable<Manifest['csp']>
  /** Serves static files where Vite does not, as in tests. */
  readonly openStaticFiles?: NonNullable<Manifest['openStaticFiles']>
  headTags(paths: readonly string[], nonce: () => string): string
  describeError?(report: ErrorReport, nonce: string): Promise<string>
  describeMissing?(request: Request): Promise<string | undefined>
  /** Prints mistakes that requests show (default: nothing looks for them). */
  readonly reviewHost?: ReviewHost
  /** Sees what happens to requests (default: nothing does). */
  readonly inspectionHost?: InspectionHost
  /** Opens the same channel for every state of the site, so that subscribers survive a change. */
  openChannel(): ReturnType<NonNullable<Manifest['openChannel']>>
}

/** A handler whose tasks start only on demand: neither tests nor commands run them. */
export interface DevHandler extends Handler {
  startTasks(): Promise<void>
}

/** Creates the handler for one state of the route files. */
export function createDevHandler(
  manifest: BuiltManifest,
  { root, secret, settings, reviewHost, inspectionHost, ...host }: DevHost,
): DevHandler {
  const reviewed = reviewHost && createDevReview(reviewHost, isAnswered)
  const inspection = inspectionHost && createInspection(inspectionHost, host.log)
  const handler = createHandler({
    ...manifest,
    ...host,
    ...settings,
    keepModules: false,
    // localhost is served over http, where browsers reject the __Host- prefix.
    secure: false,
    sealer: createSealer(parseSecrets(secret)),
    readUploads,
    findFile,
    locate: createLocator(root),
    receivedTarget,
    clientAddress: addressOf,
    whenSent,
    showsCacheStatus: true,
    hasServerTiming: true,
    async openTracer() {
      const tracer = await openTracer(host.log)
      return inspection ? inspection.trace(tracer) : tracer
    },
    ...(inspection && { inspect: inspection.inspect }),
    ...(reviewed && { review: reviewed.review }),
    reviewForm,
    ...shareCache(host.environment, host.log, host.codeVersion),
  })
  let tasks: Promise<TaskRunner> | undefined
  let isStopping = false
  return {
    ...handler,
    fetch: reviewed ? (request) => fetchReviewed(reviewed, request) : handler.fetch,
    async startTasks() {
      const running = await handler.open()
      // While it started, a file has changed or the server was closed: nothing would stop its tasks.
      if (isStopping) return
      tasks = startTasks(running)
      try {
        await tasks
      } catch (error) {
        // The next request starts the site again.
        await handler.stop()
        throw error
      }
    },
    async stop() {
      isStopping = true
      // The caller of startTasks() gets their error.
      await tasks?.then(
        (started) => started.stop(),
        () => undefined,
      )
      await handler.stop()
    },
  }

  async function fetchReviewed({ watch }: DevReview, request: Request): Promise<Response> {
    const response = await watch(() => handler.fetch(request))
    if (response.status === 404 && prefersHtml(request.headers.get('accept'))) {
      reviewHost?.reviewMissing(request.url)
    }
    return response
  }

  async function isAnswered(url: string): Promise<boolean> {
    // Middleware may answer, too. A missing image is answered without an error page.
    const headers = { 'sec-fetch-dest': 'image', 'sec-fetch-site': 'same-origin' }
    const { status } = await handler.fetch(new Request(url, { method: 'HEAD', headers }))
    return status !== 404
  }
}

// The inspector's list of the last requests, with its event stream.
import { type ComponentType, type JSX, h } from 'preact'
import type { ServerEvent } from '../realtime/event-format.ts'
import type { Context } from '../request/context/context.ts'
import type { PageProps } from '../request/page/page-props.ts'
import type { InspectorSource, RecordedRequest } from './inspector-source.ts'
import { type Place, toUrl } from './link.ts'
import { toListed } from './list-requests.ts'
import { heading } from './parts.ts'
import type { ListedRequest, RequestListProps } from './request-list.ts'

interface RequestsData {
  readonly requests: readonly ListedRequest[]
}

/**
 * Creates the module of the page.
 *
 * @param List The island
 */
export function createRequestsPage(
  source: InspectorSource,
  place: Place,
  List: ComponentType<RequestListProps>,
): object {
  return {
    config: { session: false, trailingSlash: 'ignore' },
    head: { title: 'Requests · Vial inspector' },
    loader: (): RequestsData => ({ requests: source.requests().map(toListed) }),
    default({ data }: Omit<PageProps, 'data'> & { data: RequestsData }): JSX.Element[] {
      return [
        ...heading(
          'Requests',
          'The last 200 requests that the site answered, without files and modules of Vite.',
        ),
        h(List, {
          key: 'list',
          requests: data.requests,
          page: toUrl(place, '/requests'),
          events: toUrl(place, '/events'),
        }),
      ]
    },
  }
}

/** Creates the module of the event stream: all requests first, then each as soon as it is complete. */
export function createRequestEvents(source: InspectorSource): object {
  return {
    config: { session: false },
    GET: (ctx: Context) => ctx.events(() => listenTo(source, ctx.signal)),
  }
}

/** A reader that is further behind gets all requests again, so that one that stands still costs no memory. */
const maxWaiting = 200

async function* listenTo(source: InspectorSource, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  let waiting: RecordedRequest[] = []
  let isBehind = true
  let wake = (): void => {}
  const stop = source.subscribe((request) => {
    if (waiting.length === maxWaiting) isBehind = true
    if (!isBehind) waiting.push(request)
    wake()
  })
  signal.addEventListener('abort', () => wake())
  try {
    while (!signal.aborted) {
      const [request] = waiting
      if (isBehind) {
        isBehind = false
        waiting = []
        yield { event: 'all', data: JSON.stringify(source.requests().map(toListed)) }
      } else if (request) {
        waiting.shift()
        yield { event: 'request', data: JSON.stringify(toListed(request)) }
      } else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    stop()
  }
}

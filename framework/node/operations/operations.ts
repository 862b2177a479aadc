// The server for those who run the site: health checks and metrics, on a port that visitors do not reach.
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { listen } from '../listener/listen.ts'

export interface OperationsSource {
  /** Tells whether the site can serve visitors. */
  isReady(): Promise<boolean>
  /** Formats the metrics of all processes. */
  formatMetrics(): Promise<string>
}

/**
 * Starts the operations server. It answers while the site starts and while it stops, until the process ends.
 *
 * @throws Error that says what to do when the port is not available
 */
export async function startOperations(
  address: { readonly host: string; readonly port: number },
  source: OperationsSource,
): Promise<{ readonly port: number }> {
  const server = createServer({ headersTimeout: 5000, requestTimeout: 10_000 }, (req, res) => {
    answer(req, res, source).catch(() => res.destroy())
  })
  await listen(server, { ...address, variable: 'OPERATIONS_PORT' })
  const listening = server.address()
  return { port: typeof listening === 'object' && listening ? listening.port : address.port }
}

async function answer(
  { method, url = '/' }: IncomingMessage,
  res: ServerResponse,
  source: OperationsSource,
): Promise<void> {
  const [path] = url.split('?', 1)
  if (!['/healthz', '/readyz', '/metrics'].includes(path!)) return send(404, '404 Not Found\n')
  if (method !== 'GET' && method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD')
    return send(405, '405 Method Not Allowed\n')
  }
  if (path === '/healthz') return send(200, 'ok')
  if (path === '/metrics') return send(200, await source.formatMetrics(), metricsType)
  return (await source.isReady()) ? send(200, 'ok') : send(503, 'not ready')

  function send(status: number, body: string, type = 'text/plain; charset=utf-8'): void {
    res.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
    })
    res.end(method === 'HEAD' ? undefined : body)
  }
}

/** The text format of Prometheus. */
const metricsType = 'text/plain; version=0.0.4; charset=utf-8'

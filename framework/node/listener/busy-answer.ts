// The answer to a request that is one too many. The visitor may try again at once, so it must cost little.

export const busyStatus = 503

export const busyText = '503 Service Unavailable: the server is busy.\n'

export const busyHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/plain; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'retry-after': '1',
  'cache-control': 'no-store',
}

// Says of every page that it depends on a cookie: the one that keeps the visitor's choice of colours.
import type { Middleware } from 'vial'

const varyByTheme: Middleware = async (_ctx, next) => {
  const response = await next()
  const { headers } = response
  const isPage = headers.get('content-type')?.startsWith('text/html')
  if (isPage && !/\bcookie\b/i.test(headers.get('vary') ?? '')) headers.append('vary', 'Cookie')
  return response
}

export default varyByTheme

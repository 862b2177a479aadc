// The examples, as they are listed.
import type { ListedPage } from '../_site/page-list.tsx'

export const examples = [
  {
    route: '/examples/cart',
    title: 'A cart',
    summary: 'Islands in different places share one signal, and the session keeps what is in it.',
  },
  {
    route: '/examples/gallery',
    title: 'A gallery',
    summary: 'Pictures come in part by part, and go out again as files.',
  },
  {
    route: '/examples/streaming',
    title: 'Streaming',
    summary: 'A page that begins before all of it is ready.',
  },
] as const satisfies readonly ListedPage[]

// The list of examples.
import type { ListedPage } from '../_site/page-list.tsx'

export const examples = [
  {
    route: '/examples/cart',
    title: 'A cart',
    summary: 'Islands in different places share one signal, and the session stores the cart.',
  },
  {
    route: '/examples/accounts',
    title: 'Accounts and roles',
    summary: 'Log in as a reader, an editor or an admin, and see which pages open.',
  },
  {
    route: '/examples/gallery',
    title: 'A gallery',
    summary: 'Pictures are uploaded part by part and served as files.',
  },
  {
    route: '/examples/guest-book',
    title: 'A guest book',
    summary: 'Documents in files or in MongoDB, and a page that copes without its database.',
  },
  {
    route: '/examples/languages/[[lang=locale]]',
    title: 'Languages',
    summary: 'Pages in three languages, one of them from right to left, which caches can share.',
  },
  {
    route: '/examples/streaming',
    title: 'Streaming',
    summary: 'A page whose slow parts arrive after the first byte.',
  },
  {
    route: '/examples/chat',
    title: 'A chat',
    summary: 'WebSockets, with server-sent events and a plain form as fallbacks.',
  },
  {
    route: '/examples/caching',
    title: 'Caching',
    summary: 'A page that is rendered once a minute for all visitors, or when you press a button.',
  },
  {
    route: '/examples/prerendering',
    title: 'Prerendering',
    summary: 'A page that was rendered when the site was built.',
  },
] as const satisfies readonly ListedPage[]

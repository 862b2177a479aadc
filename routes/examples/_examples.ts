// The examples, as they are listed.
import type { ListedPage } from '../_site/page-list.tsx'

export const examples = [
  {
    route: '/examples/cart',
    title: 'A cart',
    summary: 'Islands in different places share one signal, and the session keeps what is in it.',
  },
  {
    route: '/examples/accounts',
    title: 'Accounts and roles',
    summary: 'Log in as a reader, an editor or an admin, and see what opens.',
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
  {
    route: '/examples/chat',
    title: 'A chat',
    summary: 'WebSockets, events where they do not get through, and a form where there is no script.',
  },
  {
    route: '/examples/caching',
    title: 'Caching',
    summary: 'A page that is made once a minute, for everybody, and anew at the press of a button.',
  },
  {
    route: '/examples/prerendering',
    title: 'Prerendering',
    summary: 'A page that was made when the site was built, and is a file.',
  },
] as const satisfies readonly ListedPage[]

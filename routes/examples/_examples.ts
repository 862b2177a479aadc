// The examples, as they are listed.
import type { RouteId } from 'vial'

export const examples = [
  {
    route: '/examples/cart',
    title: 'A cart',
    summary: 'Islands in different places share one signal, and the session keeps what is in it.',
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
] as const satisfies readonly { route: RouteId; title: string; summary: string }[]

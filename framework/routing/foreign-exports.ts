// What exports of other frameworks are called here.

/**
 * Says what to write instead of an export that only other frameworks know.
 *
 * @returns What is wrong and what to do, or `undefined` for other names
 */
export function describeForeignExport(name: string): string | undefined {
  const advice = Object.hasOwn(remedies, name) ? remedies[name as keyof typeof remedies] : undefined
  return advice && `the export ${name} has no meaning. ${advice}`
}

/** What to export for other names, in sentences of every check; the first two end before their period. */
export const exportAdvice = {
  head: 'an object or a function of the props',
  methods: 'Export GET(ctx), POST(ctx) or another method',
  middleware: 'Export a default function (ctx, next) from _middleware.ts.',
} as const

const toLoader = 'Export loader(ctx), and return the data itself.'
const toHead = `Export head, ${exportAdvice.head}.` as const
const toPaths = 'Export paths, and config = { prerender: true }.'
const toMethods = `${exportAdvice.methods}.` as const
const toPrerender = 'Export config = { prerender: true }.'
const toConfig = 'Export config, for example { cache: { maxAge: 60 } }.'
const toSocket = 'Export socket = { open(peer) {}, message(peer, message) {} }.'
const toIsland = 'Pages run on the server. Move the code for browsers to an *.island.tsx file.'

const remedies = {
  getServerSideProps: toLoader,
  getStaticProps: toLoader,
  getInitialProps: toLoader,
  load: toLoader,
  clientLoader: toIsland,
  clientAction: toIsland,
  HydrateFallback: toIsland,
  ssr: toIsland,
  csr: toIsland,
  action: 'Export POST(ctx), or actions = { name(ctx) } for several forms.',
  handler: toMethods,
  handlers: toMethods,
  ALL: toMethods,
  all: toMethods,
  del: 'Export DELETE(ctx).',
  onGet: toMethods,
  onPost: toMethods,
  websocket: toSocket,
  webSocket: toSocket,
  ws: toSocket,
  onRequest: exportAdvice.middleware,
  onRequestGet: toMethods,
  onRequestPost: toMethods,
  getStaticPaths: toPaths,
  generateStaticParams: toPaths,
  metadata: toHead,
  generateMetadata: toHead,
  meta: toHead,
  viewport: toHead,
  frontmatter: toHead,
  prerender: toPrerender,
  dynamic: toConfig,
  dynamicParams: toPaths,
  revalidate: toConfig,
  fetchCache: toConfig,
  maxDuration: 'Remove it: the whole site runs in a process of your own.',
  runtime: 'Remove it: the whole site runs in one process.',
  trailingSlash: "Export config = { trailingSlash: 'always' }.",
  ErrorBoundary: 'Write an _error.tsx beside the route.',
  shouldRevalidate: 'Remove it: loaders run for every request.',
} as const

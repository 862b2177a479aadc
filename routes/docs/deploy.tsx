// Documentation: build, start and settings.
import { Code } from '../_site/code.tsx'
import { Intro } from './_intro.tsx'
import { createDocsHead } from './_pages.ts'
import { Terms } from './_terms.tsx'

export const head = createDocsHead('/docs/deploy')

export default function Deploy() {
  return (
    <>
      <Intro route="/docs/deploy" />
      <h2>Build and start</h2>
      <Code file="Terminal" code={commands} />
      <p>
        The build writes two folders. <code>dist/client</code> holds what visitors may download: your{' '}
        <code>public/</code> files and the style sheets, compressed. <code>dist/server</code> holds the
        server. Packages that your routes import, such as a database driver, are loaded from{' '}
        <code>node_modules</code>, so install those on the machine that runs the site.
      </p>

      <h2>Settings</h2>
      <p>The server reads these environment variables when it starts, and says what is wrong with them.</p>
      <Terms terms={variables} />
      <p>
        A <code>.env</code> file is read in production only when you ask Node.js for it, with{' '}
        <code>--env-file</code>.
      </p>

      <h2>The secret</h2>
      <p>
        Sessions are sealed with <code>SESSION_SECRET</code>. Without one, or with one that is too short, the
        server does not start. To change it without logging everybody out, give both with an id each: the
        highest id seals, the others still open.
      </p>
      <Code file="Environment" code={rotation} />

      <h2>HTTPS</h2>
      <p>
        In production the session cookie is sent over HTTPS only, so put a proxy in front that speaks it. Tell
        the server how many proxies there are with <code>TRUST_PROXY</code>; without that, it believes no{' '}
        <code>X-Forwarded</code> header.
      </p>

      <h2>Stopping</h2>
      <p>
        On SIGTERM the server takes no new requests, finishes those in flight and the work they left behind,
        and runs what <code>start</code> in <code>routes/_server.ts</code> returned. That is the place to
        close a database.
      </p>
      <Code file="routes/_server.ts" code={server} />

      <h2>A server of your own</h2>
      <p>
        <code>dist/server/handler.js</code> exports <code>fetch(request)</code> and listens nowhere: a
        function from <code>Request</code> to <code>Response</code>, for whatever you want to put around it.
      </p>
    </>
  )
}

const commands = `
npx vite build
SESSION_SECRET="$(openssl rand -base64 32)" node dist/server/index.js
`

const rotation = `
SESSION_SECRET="2:the-new-secret…,1:the-old-secret…"
`

const server = `
import { defineServer } from 'vial'
import { openDatabase } from './_data/open-database.server.ts'

export default defineServer({
  async start(app) {
    app.locals.db = await openDatabase(app.env.DATABASE_URL)
    return () => app.locals.db.destroy()
  },
})
`

const variables = [
  ['SESSION_SECRET', 'What seals the sessions: 32 characters or more. Required.'],
  ['PORT', 'Where to listen (3000).'],
  ['HOST', 'On which address (localhost; 0.0.0.0 when NODE_ENV is production).'],
  ['ORIGIN', 'The public address of the site, such as https://example.org.'],
  ['ALLOWED_HOSTS', 'The host names that are answered, separated by commas (all).'],
  ['TRUST_PROXY', 'The number of proxies in front (0).'],
  ['BODY_SIZE_LIMIT', 'The largest request body, such as 512kb (1mb).'],
  ['SHUTDOWN_TIMEOUT', 'How long requests in flight may take at the end, in seconds (30).'],
  ['LOG_LEVEL', 'How much is written to the log (info).'],
] as const

// A page that is kept for everybody: made once a minute, and anew when somebody asks for it.
import { type Context, type PageProps, href, redirect } from 'vial'
import { SourceFiles } from '../_site/source-files.tsx'
import code from './caching.tsx?raw'
import './shared.css'

export const config = { cache: { maxAge: 60, swr: 600, tags: ['caching-example'] } }

let made = 0

export function loader() {
  return { number: ++made, at: new Date().toISOString() }
}

export async function POST(ctx: Context<'/examples/caching'>) {
  await ctx.invalidate('caching-example')
  return redirect(href('/examples/caching'))
}

export const head = {
  title: 'Caching',
  meta: [{ name: 'description', content: 'A page that is made once a minute, for everybody.' }],
}

export default function Caching({ data }: PageProps<'/examples/caching'>) {
  return (
    <>
      <h1>Caching</h1>
      <p class="examples-lead">
        Everybody gets this page as it was made for the first who asked. Load it again: it stays the same for
        a minute.
      </p>
      <dl class="shared">
        <dt>Made</dt>
        <dd>
          <time dateTime={data.at}>{data.at.slice(11, 23)} UTC</time>
        </dd>
        <dt>Times, since the server started</dt>
        <dd data-testid="number">{data.number}</dd>
      </dl>
      <form method="post">
        <button class="button" type="submit">
          Make it anew
        </button>
      </form>
      <p>
        For ten minutes more the old page is sent at once, and a new one is made behind its back. What knows
        its visitor is never kept, so the header of this page learns in your browser which colours you have
        chosen.
      </p>
      <SourceFiles files={[{ file: 'routes/examples/caching.tsx', code }]}>
        <p>
          <code>config</code> says for how many seconds, and gives the page a tag. The button invalidates the
          tag, in every process of the site.
        </p>
        <p>
          <a href={href('/docs/caching')}>More about caching</a>
        </p>
      </SourceFiles>
    </>
  )
}

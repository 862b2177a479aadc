// A cached page: rendered once a minute for all visitors, or when one of them invalidates it.
import { type Context, type PageProps, href, redirect } from 'vial'
import { SourceFiles } from '../_site/source-files.tsx'
import CartCount from './_cart/count.personal.tsx'
import countCode from 'virtual:source/routes/examples/_cart/count.personal.tsx?source'
import source from 'virtual:source/routes/examples/caching.tsx?source'
import './shared.css'

export const config = { cache: { maxAge: 60, swr: 600, tags: ['caching-example'] } }

let renders = 0

export function loader() {
  return { number: ++renders, at: new Date().toISOString() }
}

export async function POST(ctx: Context<'/examples/caching'>) {
  await ctx.invalidate('caching-example')
  return redirect(href('/examples/caching'))
}

export const head = {
  title: 'Caching',
  meta: [{ name: 'description', content: 'A page that is rendered once a minute for all visitors.' }],
}

export default function Caching({ data }: PageProps<'/examples/caching'>) {
  return (
    <>
      <h1>Caching</h1>
      <p class="lead">
        All visitors get the same cached copy of this page. Reload it: it stays the same for a minute.
      </p>
      <dl class="shared">
        <dt>Rendered at</dt>
        <dd>
          <time dateTime={data.at}>{data.at.slice(11, 23)} UTC</time>
        </dd>
        <dt>Renders since the server started</dt>
        <dd data-testid="number">{data.number}</dd>
        <dt>
          In your <a href={href('/examples/cart')}>cart</a>
        </dt>
        <dd>
          <CartCount fallback="not known" />
        </dd>
      </dl>
      <form method="post">
        <button class="button" type="submit">
          Regenerate
        </button>
      </form>
      <p>
        For ten more minutes, visitors get the old page at once while it is regenerated in the background
        (stale-while-revalidate). The number of things in your cart is a personal part: the cached page has a
        hole in its place, which the server fills for you. So are the theme switch and your theme.
      </p>
      <SourceFiles files={files}>
        <p>
          <code>config</code> sets the number of seconds and gives the page a tag. The button invalidates the
          tag in all processes of the site.
        </p>
        <p>
          <a href={href('/docs/caching')}>More about caching</a>
        </p>
      </SourceFiles>
    </>
  )
}

const files = [source, countCode]

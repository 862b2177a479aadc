// A prerendered page: a static file, rendered when the site was built.
import { type PageProps, href } from 'vial'
import { SourceFiles } from '../_site/source-files.tsx'
import source from 'virtual:source/routes/examples/prerendering.tsx?source'
import './shared.css'

export const config = { prerender: true }

export function loader() {
  return { at: new Date().toISOString(), isBuilt: import.meta.env.PROD }
}

export const head = {
  title: 'Prerendering',
  meta: [{ name: 'description', content: 'A page that was rendered when the site was built.' }],
}

export default function Prerendering({ data }: PageProps<'/examples/prerendering'>) {
  return (
    <>
      <h1>Prerendering</h1>
      <p class="lead">
        {data.isBuilt
          ? 'This page was rendered when the site was built. The server only fills in your theme, which is a personal part.'
          : 'In development, this page is rendered on every request. In production, the build renders it.'}
      </p>
      <dl class="shared">
        <dt>Rendered at</dt>
        <dd>
          <time dateTime={data.at}>
            {data.at.slice(0, 10)}, {data.at.slice(11, 23)} UTC
          </time>
        </dd>
      </dl>
      <p>
        The build requests the page from the site and checks its links. It fails if a link is broken or if the
        page reads personal data. If a page changes while the site runs,{' '}
        <a href={href('/examples/caching')}>cache it</a> instead.
      </p>
      <SourceFiles files={[source]}>
        <p>
          One line prerenders the page. A route with parameters would also export <code>paths</code>.
        </p>
        <p>
          <a href={href('/docs/caching')}>More about prerendering</a>
        </p>
      </SourceFiles>
    </>
  )
}

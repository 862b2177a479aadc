// A page that is a file: made when the site was built.
import { type PageProps, href } from 'vial'
import { SourceFiles } from '../_site/source-files.tsx'
import code from './prerendering.tsx?raw'
import './shared.css'

export const config = { prerender: true }

export function loader() {
  return { at: new Date().toISOString(), isBuilt: import.meta.env.PROD }
}

export const head = {
  title: 'Prerendering',
  meta: [{ name: 'description', content: 'A page that was made when the site was built.' }],
}

export default function Prerendering({ data }: PageProps<'/examples/prerendering'>) {
  return (
    <>
      <h1>Prerendering</h1>
      <p class="examples-lead">
        {data.isBuilt
          ? 'This page was made when the site was built. It is a file, sent like a picture: nothing of it runs on the server any more.'
          : 'This page is made for every request while the site is in development. In a built site it is a file.'}
      </p>
      <dl class="shared">
        <dt>Made</dt>
        <dd>
          <time dateTime={data.at}>
            {data.at.slice(0, 10)}, {data.at.slice(11, 23)} UTC
          </time>
        </dd>
      </dl>
      <p>
        The build asks the site for it, follows its links, and fails when one of them leads nowhere or when
        the page has read something of its visitor. A page that changes while the site runs is better{' '}
        <a href={href('/examples/caching')}>kept for a while</a>.
      </p>
      <SourceFiles files={[{ file: 'routes/examples/prerendering.tsx', code }]}>
        <p>
          One line makes it a file. With parameters in its address it would also export <code>paths</code>.
        </p>
        <p>
          <a href={href('/docs/caching')}>More about prerendering</a>
        </p>
      </SourceFiles>
    </>
  )
}

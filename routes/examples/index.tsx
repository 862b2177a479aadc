// The list of examples.
import { href } from 'vial'
import { PageList } from '../_site/page-list.tsx'
import { examples } from './_examples.ts'

export const head = {
  title: 'Examples',
  meta: [{ name: 'description', content: 'Small pages that each show one feature, with their source.' }],
}

export default function Examples() {
  return (
    <>
      <h1>Examples</h1>
      <p class="lead">Small pages that each show one feature, with their source below.</p>
      <PageList pages={examples} />
      <h2>Elsewhere on this site</h2>
      <ul>
        <li>
          The <a href={href('/notes')}>notes</a> search as you type and show a live preview. Both are islands
          around plain forms. You need an account, which takes only a name and a password.
        </li>
        <li>
          The theme switch in the header of every page is an island that loads its code when you first use it.
        </li>
        <li>
          The{' '}
          <a href={href('/')} data-no-prefetch>
            home page
          </a>{' '}
          shows the current request and your session.
        </li>
      </ul>
    </>
  )
}

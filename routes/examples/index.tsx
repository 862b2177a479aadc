// The list of the examples.
import { href } from 'vial'
import { PageList } from '../_site/page-list.tsx'
import { examples } from './_examples.ts'

export const head = {
  title: 'Examples',
  meta: [{ name: 'description', content: 'Small pages that show one thing each, with their source.' }],
}

export default function Examples() {
  return (
    <>
      <h1>Examples</h1>
      <p class="lead">Small pages that show one thing each, with their source below.</p>
      <PageList pages={examples} />
      <h2>In this site</h2>
      <ul>
        <li>
          The <a href={href('/notes')}>notes</a> find while you type, and show a text as it will look. Both
          are islands around plain forms; you need an account, which takes a name and a password.
        </li>
        <li>
          The switch for light and dark in the header of every page is an island that loads its code when it
          is first used.
        </li>
        <li>
          The{' '}
          <a href={href('/')} data-no-prefetch>
            home page
          </a>{' '}
          shows its own request and your session.
        </li>
      </ul>
    </>
  )
}

// The start page of the documentation.
import { href } from 'vial'
import { PageList } from '../_site/page-list.tsx'
import { Intro } from './_intro.tsx'
import { docsGroups } from './_groups.ts'
import { createDocsHead } from './_pages.ts'

export const head = createDocsHead('/docs')

export default function Docs() {
  return (
    <>
      <Intro route="/docs" />
      <h2>Three ideas</h2>
      <ol>
        <li>
          <strong>A file is a route.</strong> Its path in <code>routes/</code> is its URL. There is no route
          list to maintain.
        </li>
        <li>
          <strong>Every request follows the same path.</strong> Pages, endpoints and error pages go through
          the same middleware, the same session and the same error handling, in development and in production.
        </li>
        <li>
          <strong>HTML first.</strong> Links are links and forms are forms. A page sends no JavaScript except
          for its <a href={href('/docs/islands')}>islands</a>.
        </li>
      </ol>
      {docsGroups.map(({ title, pages }) => (
        <section key={title}>
          <h2>{title}</h2>
          <PageList pages={pages} level={3} />
        </section>
      ))}
    </>
  )
}

// The heading and summary of a documentation page.
import { type DocsRoute, findDocsPage } from './_pages.ts'

export function Intro({ route }: { route: DocsRoute }) {
  const { title, summary } = findDocsPage(route)
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{summary}</p>
    </>
  )
}

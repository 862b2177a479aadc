// The links to the previous and the next documentation page.
import { href } from 'vial'
import { type DocsPage, type DocsRoute, docsOrder } from './_pages.ts'

export function Neighbours({ current }: { current: DocsRoute }) {
  const index = docsOrder.findIndex(({ route }) => route === current)
  const previous = docsOrder[index - 1]
  const next = docsOrder[index + 1]
  return (
    <nav class="docs-neighbours" aria-label="Previous and next page">
      {previous && index > 0 && <Neighbour label="Previous" rel="prev" page={previous} />}
      {next && <Neighbour label="Next" rel="next" page={next} />}
    </nav>
  )
}

interface NeighbourProps {
  label: string
  rel: 'prev' | 'next'
  page: DocsPage
}

function Neighbour({ label, rel, page }: NeighbourProps) {
  return (
    <a class={`neighbour-${rel}`} href={href(page.route)} rel={rel}>
      <small>{label}</small> {page.title}
    </a>
  )
}

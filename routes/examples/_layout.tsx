// The layout of the examples.
import type { LayoutProps } from 'vial'
import './examples.css'

export default function ExamplesLayout({ children }: LayoutProps) {
  return <article class="examples site-width">{children}</article>
}

// The components that Markdown pages use instead of plain elements.
import type { ComponentChildren, VNode } from 'preact'
import { publicUrl } from 'vial'
import { Code, type CodeProps } from './code.tsx'
import './markdown.css'

/** Called by every compiled MDX page. */
export function useMDXComponents() {
  return { pre: CodeBlock, h2: SectionTitle, h3: SubsectionTitle, a: Link }
}

interface HeadingProps {
  id: string
  children: ComponentChildren
}

function SectionTitle({ id, children }: HeadingProps) {
  return (
    <div class="linked-heading">
      <h2 id={id}>{children}</h2>
      <HeadingLink id={id} />
    </div>
  )
}

function SubsectionTitle({ id, children }: HeadingProps) {
  return (
    <div class="linked-heading">
      <h3 id={id}>{children}</h3>
      <HeadingLink id={id} />
    </div>
  )
}

/** A link beside the heading: inside, screen readers would read it as a part of the heading. */
function HeadingLink({ id }: { id: string }) {
  return (
    <a class="heading-link" href={`#${id}`} aria-labelledby={id}>
      #
    </a>
  )
}

/** Links to pages of this site start with a slash, and get the base path of the site. */
function Link({ href, title, children }: { href: string; title?: string; children: ComponentChildren }) {
  return (
    <a href={href.startsWith('/') ? publicUrl(href) : href} title={title}>
      {children}
    </a>
  )
}

/** The block as highlight-markdown.ts passes it. */
function CodeBlock({
  children: { props },
}: {
  children: VNode<Omit<CodeProps, 'code'> & { children: string }>
}) {
  return <Code {...props} code={props.children} copy />
}

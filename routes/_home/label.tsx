// A box that looks like the label of a bottle: a heading and a list of facts.
import type { ComponentChildren } from 'preact'

export interface LabelProps {
  title: string
  /** The id for links to this section. */
  id: string
  children: ComponentChildren
}

export function Label({ title, id, children }: LabelProps) {
  return (
    <section class="label" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  )
}

export function Facts({ facts }: { facts: Record<string, string | number> }) {
  return (
    <dl>
      {Object.entries(facts).map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          {/* A name has its own direction. */}
          <dd>{typeof value === 'string' ? <bdi>{value}</bdi> : value}</dd>
        </div>
      ))}
    </dl>
  )
}

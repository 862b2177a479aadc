// A label as on a bottle: a heading, and facts by name.
import type { ComponentChildren } from 'preact'

export interface LabelProps {
  title: string
  /** Marks the place for links. */
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
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

// A list of names and what they mean.
export function Terms({ terms }: { terms: readonly (readonly [name: string, meaning: string])[] }) {
  return (
    <dl class="terms">
      {terms.map(([name, meaning]) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  )
}

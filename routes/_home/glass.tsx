// A vial whose layers are the steps of a request.
const steps = [
  ['Request', 'matched to a file by its URL'],
  ['Middleware', 'outermost folder first'],
  ['Loader or handler', 'reads, writes, redirects'],
  ['Component', 'Preact, rendered to HTML'],
  ['Session', 'saved once, at the end'],
] as const

const outline =
  'M76 46v16c0 14-44 20-44 52v246a26 26 0 0 0 26 26h84a26 26 0 0 0 26-26V114c0-32-44-38-44-52V46z'

export function Glass() {
  return (
    <div class="glass">
      <svg class="glass-picture" viewBox="28 0 144 392" aria-hidden="true">
        <clipPath id="glass-inside">
          <path d={outline} />
        </clipPath>
        <g clip-path="url(#glass-inside)">
          <path class="layer-1" d="M0 112h200v288H0z" />
          <path class="layer-2" d="M0 182q50-13 100 0t100 0v218H0z" />
          <path class="layer-3" d="M0 252q50 13 100 0t100 0v148H0z" />
          <path class="layer-4" d="M0 322q50-13 100 0t100 0v78H0z" />
          <path class="shine" d="M52 140v205" />
        </g>
        <path class="glass-edge" d={outline} />
        <rect class="glass-cap" x="62" y="2" width="76" height="42" rx="8" />
      </svg>
      <ol class="glass-steps">
        {steps.map(([name, what]) => (
          <li key={name}>
            <strong>{name}</strong>
            <span>{what}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

// The content that both cached pages share.
export const Rows = () => (
  <ul>
    {Array.from({ length: 100 }, (_, index) => (
      <li key={index}>Item {index} of a page that is the same for all visitors</li>
    ))}
  </ul>
)

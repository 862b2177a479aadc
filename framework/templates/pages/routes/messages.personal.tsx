// Shows the flash messages. A personal part is rendered for each visitor, even in a page that is cached or prerendered.
import { type PersonalProps, personal } from 'vial'

export default personal(({ flash }: PersonalProps) => (
  <>
    {flash.map(({ message }) => (
      <p role="status">{message}</p>
    ))}
  </>
))

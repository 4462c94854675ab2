/** What is none of ours. */
@NullMarked
package foreign;

import org.jspecify.annotations.NullMarked;

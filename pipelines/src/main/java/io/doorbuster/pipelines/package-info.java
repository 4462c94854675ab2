/** Jet pipelines as pure builders: sources and sinks are passed in. */
@NullMarked
package io.doorbuster.pipelines;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.doorbuster.pipelines;

import org.jspecify.annotations.NullMarked;

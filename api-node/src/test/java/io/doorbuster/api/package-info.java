@NullMarked
package io.doorbuster.api;

import org.jspecify.annotations.NullMarked;

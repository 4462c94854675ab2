@NullMarked
package io.doorbuster.api.http;

import org.jspecify.annotations.NullMarked;

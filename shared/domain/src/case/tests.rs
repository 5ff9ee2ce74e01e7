mod properties;
mod rows;
mod tables;
